# ruff: noqa: E501 - phrases read best one a line
"""English phrases for everything that is not a look: nothing found, talk, actions, answers."""

from aurora.composer.act_words import ACTS
from aurora.composer.shop_words import SHOP
from aurora.composer.voice import Phrases

__all__ = ["TALK"]

TALK: Phrases = {
    **ACTS["en"],
    **SHOP["en"],
    # ── nothing found ──
    "none.wishes": (
        "I don't have anything that holds all of it: {wishes}.",
        "Nothing in the shop fits all of this at once: {wishes}.",
        "The shop has nothing for exactly that: {wishes}.",
    ),
    "none.what": (
        "I don't carry {what} at the moment.",
        "The shop has no {what} that fits, and I won't pass off something else as one.",
        "{What}: the shop has none just now.",
    ),
    "none.plain": (
        "I found nothing in the shop that fits this.",
        "The shop has nothing for exactly that.",
    ),
    "none.next": (
        "If you let go of {wish}, I'll look again.",
        "The nearest step would be to loosen {wish}.",
        "Shall I try without {wish}?",
    ),
    "none.next.plain": (
        "Tell me the occasion or a colour and I'll look from there.",
        "Give me another word for it, or the occasion, and I'll try again.",
    ),
    # ── talk ──
    "smalltalk.hello": (
        "Hello! Tell me where you're going and I'll put a look together.",
        "Hi there. What are we dressing for?",
        "Hello, I'm Aurora. Give me an occasion, a mood or just one piece you love.",
        "Hi! A wedding, a rainy Monday, a first date: what's coming up?",
        "Lovely to meet you. What would you like to wear more of?",
    ),
    "smalltalk.thanks": (
        "You're welcome. I'm here when the next occasion comes up.",
        "My pleasure. Enjoy wearing it.",
        "Any time. Shall I look at anything else?",
        "Glad it helped.",
    ),
    "smalltalk.kind.self": (
        "I never look at it that way. Clothes are there for you, not the other way round. What do you feel most at home in?",
        "You don't have to be any different to dress well. What do you reach for when you want to feel like yourself?",
        "I only have opinions about clothes, and the best ones are those you feel at ease in. Which of yours is that?",
    ),
    "smalltalk.kind.low": (
        "That sounds like a heavy day. Shall I find you something soft and easy?",
        "Thank you for telling me. What would feel good to wear right now?",
        "Days like that happen. Would you rather have something cosy, or something cheerful?",
        "Then let's be gentle with today. Is there a piece you always feel better in?",
    ),
    "smalltalk.other": (
        "I'm all ears. What would you like to wear?",
        "Happy to chat, happier still to find you something. What's the occasion?",
        "Tell me a little about the day and I'll dress it.",
        "I'm good with clothes and better with a bit of context. Where are you off to?",
        "Noted. Shall we look at something to wear?",
    ),
    "out_of_scope": (
        "That's outside my wardrobe; clothes are what I know.",
        "I'll leave that to people who know it. What I can do is dress you.",
        "Not my field, I only do clothes, shoes, bags and what goes with them.",
        "I can't help with that one, but I can help with what to wear.",
    ),
    "out_of_scope.next": (
        "Is there an occasion coming up?",
        "Want a look for something this week?",
        "Shall we find you something to wear?",
        "What's next in your diary?",
    ),
    # ── answers ──
    "answer.care": (
        "How to care for it isn't stated here; the label inside will say.",
        "The shop says nothing of care, so I won't guess: the label will.",
    ),
    "answer.unknown": (
        "I can't tell from what I know about {x}.",
        "The shop doesn't say that about {x}.",
        "That isn't stated for {x}, so I won't guess.",
    ),
    "answer.known": ("What I do know: {it} {is} {materials}.", "I can only say that {it} {is} {materials}."),
    "answer.nothing": ("There's no look on the table to ask about yet. What are we dressing for?",),
    "answer.material": (
        "{X} {is} {materials}.",
        "{X} {is} made of {materials}.",
    ),
    "answer.all": ("{told}.",),
    "answer.colour": ("{X} come{s} in {colour}.", "{X} {is} {colour}."),
    "answer.price": ("{X} {is} {price}.", "{X} cost{s} {price}.", "{X} come{s} to {price}."),
    "answer.owned": ("{X} cost{s} nothing, since you have {it_obj}.",),
    "answer.total": ("The whole look is {total}.", "All of it together is {total}."),
    "answer.dry.yes": (
        "Yes, {x} {is} waterproof.",
        "Yes: {x} {is} waterproof, so rain is fine.",
    ),
    "answer.dry.some": ("{List} {is} waterproof; {others} {is_not} not.",),
    "answer.dry.all": (
        "Yes, {list} {is} waterproof.",
        "{List} {is} waterproof, so rain is fine.",
    ),
    "answer.dry.none": ("No, {list} {is} not waterproof.",),
    "answer.dry.unsaid": (
        "For {list} the shop doesn't say.",
        "About {list} the shop doesn't say.",
    ),
    "answer.dry.no": ("No, {x} {is} not waterproof.", "{X} {is} not waterproof, so keep {it_obj} for dry days."),
    "answer.dry.unknown": (
        "Whether {x} {is} waterproof I can't tell from what I know.",
        "For {x} it isn't stated.",
    ),
    "answer.size": ("{X} {is} in size {size}.", "I chose {x} in {size}."),
    "answer.size.open": (
        "{X} come{s} in several sizes: you choose yours on the card.",
        "I don't know your size yet; for {x} the card lets you choose it.",
        "The size of {x} is yours to choose on the card.",
    ),
    "answer.why.beside": (
        "{Its} {colour} goes with the {theirs} of {noun}.",
        "I also like {its} {colour} next to the {theirs} of {noun}.",
    ),
    "answer.why.same": (
        "The {colour} comes back in {noun}.",
        "{Its} {colour} is that of {noun}, which ties the two together.",
    ),
    "answer.why.occasion": (
        "And {it} suit{s} {occ}.",
        "{Its} level of dress is right for {occ}, too.",
    ),
    "compare.piece": ("{x} {is} {facts}",),
    "compare.only": ("There is only this one to look at now, so I have nothing to set beside it yet.",),
    "compare.fewer": ("There are only {count} to look at now.",),
    "compare.warmer": ("{x} {is} warmer than {y}.", "{x} {is} the warmer of the two."),
    "compare.warmest": ("Of these, {x} {is} the warmest.", "The warmest of them: {x}."),
    "compare.as_warm": ("{list} are about as warm as each other.",),
    "compare.by": ("{x} {is} the warmest piece in it.",),
    "compare.cheaper": ("{x} cost{s} {diff} less than {y}.",),
    "compare.dressier": ("{x} is the dressier one.", "And {x} is dressier."),
    "answer.stock.plenty": (
        "{X} {is} in stock, {count} or more of {it_obj}.",
        "There are {count} or more in stock of {x}.",
    ),
    "answer.stock.few": (
        "There were {count} left of {x}{size} when I chose {it_obj}.",
        "Of {x}{size} I saw {count} left when I put this together.",
    ),
    "answer.stock.last": (
        "One was left of {x}{size} when I chose {it_obj}: the last.",
        "It was the last one of {x}{size} when I put this together.",
    ),
    "answer.stock.open": (
        "{X} {is} in stock; how many are left depends on the size, which you choose on the card.",
        "In stock, yes: {x}. How many there are goes by the size you choose on the card.",
    ),
    "answer.size.one": ("{X} come{s} in one size.",),
    "answer.stock.yes": ("Yes, {x} {is} in stock.", "{X} {is} in stock."),
    "answer.stock.all": ("All of it is in stock.", "Everything in it is in stock."),
    "answer.stock.no": ("No, {x} {is} sold out just now.", "{X} {is} sold out at the moment."),
    "answer.warmer": (
        "{X} {is} warmer than {y}.",
        "{X} {is} warmer than {y}, if not by much.",
    ),
    "answer.warmer.by": (
        "{X} {is} about {times} as warm as {y}.",
        "{X}, about {times} as warm as {y}.",
    ),
    "answer.warmest": ("The warmest piece is {x}.", "{X} {is} the warmest of them."),
    "answer.as_warm": ("{X} and {y} are about as warm as each other.",),
    "answer.next": (
        "Shall I change anything about it?",
        "Want me to look for another?",
        "Ask away if there's more you'd like to know.",
        "Anything else you'd like to know?",
    ),
}
