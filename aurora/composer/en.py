"""English phrases. {x} is a piece with its article, {X} the same with a capital; {s} {is} {it} {has} agree with it."""

from aurora.composer.en_talk import TALK
from aurora.composer.voice import Phrases

__all__ = ["PHRASES"]

PHRASES: Phrases = {
    # ── openings ──
    "open.occasion": (
        "For {occ} I'd keep it {tone}.",
        "I'd go {tone} for {occ}.",
        "Let's get you ready for {occ}: {tone} is the idea.",
        "I think {occ} wants something {tone}.",
        "For {occ}, {tone} is the way to go.",
        "My pick for {occ} is {tone}.",
        "I've kept this {tone}, for {occ}.",
        "For {occ}, here is something {tone}.",
    ),
    "open.both": (
        "{Occ} at {degrees} calls for something {tone}.",
        "For {occ} at {degrees} my pick is {tone}.",
        "I've kept this {tone} for {occ} and chosen it for {degrees}.",
        "Something {tone} for {occ}, and nothing that fights {degrees}.",
        "I'd keep it {tone} for {occ}, with {degrees} in mind.",
        "For {occ}, {tone}, and right for {degrees}.",
        "At {degrees}, {occ} wants something {tone}.",
    ),
    "open.funeral": (
        "For the funeral, I've kept it quiet and respectful.",
        "This is calm and simple, as the day asks.",
        "Something quiet, so that clothes are one thing less to think about.",
    ),
    "open.weather": (
        "At {degrees} I'd go {tone} and get the layers right.",
        "For {degrees}, something {tone}.",
        "I've dressed this for {degrees}: {tone}, no fuss.",
        "With {degrees} outside I'd keep it {tone}.",
        "{Degrees} asks for something {tone}.",
        "Dressed for {degrees}, I'd keep this {tone}.",
    ),
    "open.low": (
        "Let's make what to wear the easy part.",
        "One thing less to think about: here's a look you can lean on.",
        "Something steady, so you can think about the rest.",
        "No second-guessing: this one is easy to put on and forget.",
        "Let's keep this gentle and simple.",
    ),
    "open.high": (
        "Then let's dress for it.",
        "That's worth dressing for.",
        "Lovely, let's have some fun with it.",
        "Good news deserves a good look.",
        "What a nice reason to get dressed.",
    ),
    "open.plain": (
        "Here's where I'd start: {tone}.",
        "Something {tone}, then.",
        "I read that as {tone}, so here's my pick.",
        "I'd keep it {tone}.",
        "Here's the one I'd choose, {tone} all through.",
        "My pick is {tone}.",
    ),
    # ── the look ──
    "base.pair": (
        "Start with {x} and {y}.",
        "I'd pair {x} with {y}.",
        "{X} and {y} make the base.",
        "Wear {x} with {y}.",
        "{Y} come{s_y} first, with {x} to go with {it_obj_y}.",
        "It begins with {x} and {y}.",
        "I'd put {x} with {y}.",
        "The heart of it is {x} with {y}.",
        "Take {x} and {y} as the base.",
        "{X} with {y}: that's the part everything else follows.",
    ),
    "base.one": (
        "{X} carr{ies} the look.",
        "Everything starts from {x}.",
        "I'd let {x} do the talking.",
        "It begins with {x}.",
        "{X} {is} the heart of it.",
        "I'd build it around {x}.",
        "Start with {x}.",
        "{X} set{s} the tone.",
    ),
    "base.layered": (
        "Start with {x}, and {y} to go with {it_obj}.",
        "{X} lead{s}, and {y} go{es_y} with {it_obj}.",
        "I'd wear {x} with {y}.",
        "It begins with {x}, together with {y}.",
    ),
    "over": (
        "Over that, {x}.",
        "{X} go{es} over it.",
        "Then {x} on top for the way there and back.",
        "Layer {x} over it.",
        "For outside, {x}.",
        "{X} pull{s} it together as the outer layer.",
        "Add {x} when you step out.",
    ),
    "finish.both": (
        "Finish with {all}.",
        "{X} ground{s} it, with {rest} to finish.",
        "On your feet, {x}; to round it off, {rest}.",
        "For shoes I'd take {x}, then {rest}.",
        "Add {all}.",
        "{All} do the rest.",
        "Below, {x}; to finish, {rest}.",
        "From there it's {all}.",
    ),
    "finish.shoes": (
        "Finish with {x}.",
        "On your feet, {x}.",
        "{X} ground{s} it.",
        "For shoes I'd take {x}.",
        "{X} finish{es} it.",
        "Then step into {x}.",
    ),
    "finish.rest": (
        "Finish with {rest}.",
        "Then add {rest}.",
        "To round it off, {rest}.",
        "All it needs then is {rest}.",
    ),
    "also": (
        "The look also has {list}.",
        "With it comes {list}.",
        "That leaves {list}.",
        "And to complete it, {list}.",
        "There's also {list}.",
    ),
    # ── money ──
    "total": (
        "All in, that's {total}.",
        "The whole look comes to {total}.",
        "Together it comes to {total}.",
        "That makes {total} in all.",
        "It adds up to {total}.",
        "Everything together is {total}.",
        "In all, {total}.",
        "The total is {total}.",
    ),
    "total.under": (
        "All in, that's {total} of your {budget}.",
        "The whole look comes to {total}, {left} under your budget.",
        "That makes {total} in all, inside your {budget}.",
        "It adds up to {total}, and {left} of your budget is left.",
        "Everything together is {total}, inside your {budget}.",
    ),
    "total.roomy": (
        "Everything together is {total}, well inside your {budget}: if you like, I can step up the {noun}.",
        "All in, that's {total} of your {budget}, so tell me if you'd like {finer}.",
        "All in {total}. {left} of your budget is left: shall I put some of it into the {noun}?",
        "It comes to {total}, {left} under your budget; I could spend more on the {noun}.",
    ),
    "total.exact": (
        "It comes to exactly {total}, right on your budget.",
        "The total is {total}, to the cent what you set.",
    ),
    "price.one": (
        "{It} cost{s} {total}.",
        "{It} come{s} to {total}.",
    ),
    "relaxed.budget": (
        "I couldn't keep to {budget}: this comes to {total}, {over} over.",
        "It goes {over} over your {budget}, because nothing below holds the rest of what you asked.",
        "One thing gave way, the budget: {total} instead of {budget}.",
    ),
    "relaxed.note": (
        "One thing gave way: {note}.",
        "One wish I couldn't keep: {note}.",
        "I had to give in on one point: {note}.",
    ),
    "relaxed.why": (
        "I couldn't keep {wish}: {note}.",
        "One wish gave way, {wish}: {note}.",
    ),
    "relaxed.one": (
        "One wish gave way: {wish}.",
        "I had to let go of one wish, {wish}.",
        "The wish I couldn't keep: {wish}.",
    ),
    "relaxed.change": (
        "{Note}.",
        "I looked for another, but {note}.",
    ),
    "relaxed.many": (
        "A few wishes gave way: {wishes}.",
        "I couldn't keep everything; what gave way: {wishes}.",
    ),
    "unverifiable.note": (
        "One thing to check: {note}.",
        "Have a look at one thing yourself: {note}.",
    ),
    "unverifiable": (
        "I can't vouch for {wishes}; the product details don't say.",
        "About {wishes} I can't be sure from the product details.",
        "I ranked for {wishes}, but I can't vouch for it: the product details don't say.",
    ),
    "unverifiable.rate": (
        "I know no rate for {wish}, so I couldn't hold it against prices in {currency}.",
        "Without a rate I couldn't compare {wish} with prices in {currency}.",
    ),
    "answered": (
        "Good to know.",
        "That helps.",
        "Right, that settles it.",
    ),
    "answered.same": (
        "That fits what you see already, so nothing has to change; it stays at {total}.",
        "Then this look stands as it is, at {total}.",
    ),
    "empty": (
        "I left out the {slot}: {why}.",
        "No {slot} this time: {why}.",
    ),
    "alternatives": (
        "The second look is {character}, at {price}; want to see that instead?",
        "If this isn't it, the second look is {character}, at {price}.",
        "Beside it stands {character}, the second look, at {price}.",
    ),
    # ── next step ──
    "next.look": (
        "Tell me what to change and I'll leave the rest alone.",
        "Shall I swap the {slot}?",
        "Want to see it with different {plural}?",
        "I can make it dressier, easier or cheaper; just say.",
        "If one piece isn't you, name it and I'll change only that.",
        "Shall I try it in another colour?",
        "Would you change anything?",
        "Does it feel like you?",
        "Keep what you like and tell me what goes.",
        "We can go bolder or quieter from here.",
    ),
    "next.product": (
        "Want to see one of them in a full look?",
        "I can build a whole look around whichever you like.",
        "Tell me which is closest and I'll look for more like it.",
        "Shall I narrow it down by colour or price?",
        "Any of these near what you had in mind?",
        "Pick one and I'll show you what goes with it.",
    ),
    "next.after": (
        "Anything else you'd change?",
        "Is that closer?",
        "How does that feel?",
        "Shall I leave it there?",
        "What do you think?",
        "Closer to what you meant?",
        "Want to take it further?",
    ),
    "next.pick": (
        "Is this the one, or shall I change a piece?",
        "Shall I change anything about it?",
        "If it's right, choose your sizes on the card; if not, tell me what goes.",
    ),
    # ── products ──
    "product.one": (
        "I'd look at {list}.",
        "The one that fits is {list}.",
        "Here's the one: {list}.",
        "My pick is {list}.",
    ),
    "product.many": (
        "I'd start with {first}; after that come {rest}.",
        "Closest to what you describe: {first}. Then {rest}.",
        "My favourite is {first}, followed by {rest}.",
        "First {first}, then {rest}.",
        "At the top is {first}; also worth a look: {rest}.",
    ),
    # ── refinements ──
    "refine.down": (
        "That takes {diff} off: the look is {new} instead of {old}.",
        "{diff} less: the look is {new} now.",
        "You save {diff}: {new} in all now, {old} before.",
        "Down by {diff}, to {new} in all.",
    ),
    "refine.up": (
        "That adds {diff}: the look is {new} instead of {old}.",
        "It is {diff} more, {new} in all.",
        "Up by {diff}, to {new} in all.",
        "In all that comes to {new}, {diff} more than before.",
    ),
    "refine.same": (
        "The total stays at {new}.",
        "It still comes to {new}.",
    ),
    "refine.one": (
        "{X} take{s} the place of {old}.",
        "{X} instead of {old}.",
        "In come{s} {x}, in place of {old}.",
        "Now it's {x} in place of {old}.",
    ),
    "refine.added": (
        "I've added {x}.",
        "{X} come{s} on top.",
        "Now it has {x} too.",
    ),
    "refine.many": (
        "What changed: {list}.",
        "Swapped: {list}.",
    ),
    "refine.kept": (
        "{List} stay{s}.",
        "I kept {list}.",
        "As before: {list}.",
        "Nothing else has moved: {list}.",
        "The rest is as it was: {list}.",
    ),
    "refine.dropped": (
        "I've taken out the {slots}.",
        "The {slots} {is} gone.",
        "Without the {slots}, then.",
    ),
    "already.without": (
        "It has no {what} as it stands, so nothing has to change. I'll keep {what} out from here on.",
        "No {what} in this one already, so it stays. I'll remember it for everything that follows.",
        "It comes without {what} already, so I left it as it is, and I'll keep it that way.",
    ),
    "already": (
        "It holds that already ({what}), so nothing has to change. I'll keep to it from here on.",
        "That's how it is already: {what}. I'll remember it for what follows.",
    ),
    "stuck.cheaper": (
        "Nothing cheaper holds everything you asked for, so it stays at {total}; let one wish go and I'll look again.",
        "At {total} this is as low as I get with all your wishes. Which one could go?",
    ),
    "stuck": (
        "I found nothing better within what you've asked, so I'd stay with this look at {total}.",
        "Nothing in the shop beats this inside your limits, so it stays as it is, at {total}.",
    ),
    "pick": (
        "That one, then: {list}.",
        "Good, this one: {list}.",
        "Then we go with {list}.",
    ),
    "pick.less": (
        "It is {character}{total} in all, {diff} less than the one before.",
        "{character}{total} in all: {diff} less than the one before.",
    ),
    "pick.more": (
        "It is {character}{total} in all, {diff} more than the one before.",
        "{character}{total} in all: {diff} more than the one before.",
    ),
    "undo": (
        "Back to where we were: {list}.",
        "Undone. You have {list} again.",
        "Here's the earlier look again: {list}.",
    ),
    "redo": (
        "Here it is again: {list}.",
        "Forward again, to {list}.",
    ),
    "redo.nothing": ("There's nothing to bring back: you have the latest look.",),
    "undo.nothing": (
        "There's nothing to go back to yet.",
        "We're at the beginning already, so there's nothing to undo.",
    ),
    "start_over": (
        "Clean slate.",
        "Forgotten, all of it.",
        "Let's begin again.",
        "Fresh start.",
        "All cleared.",
    ),
    "start_over.next": (
        "What are we dressing for?",
        "Where are you going, and what's the weather like?",
        "Tell me the occasion, or just a piece you love.",
        "What do you need?",
    ),
    **TALK,
}
