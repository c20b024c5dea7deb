"""What the shopper wants from this turn. Outright phrases decide; where none does, the classifier; then the grammar."""

from functools import cache
from typing import Literal

import msgspec

from aurora.context import classifier
from aurora.context.mentions import Lexicon, Meaning, Mention, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Intent

Act = Literal["add_to_bag", "save", "show_3d"]
Asked = Literal["why", "price", "material", "waterproof", "warmth", "size", "colour", "stock", "other"]
_CERTAIN = 0.6

_META: dict[str, str] = {
    "start_over": "start over|start again|start afresh|start fresh|begin again|from scratch|reset|reset everything|clean slate|forget everything|forget all that|clear everything|wipe everything|scrap everything|scrap it all|new conversation|let's restart|restart|fresh start|forget it all|back to square one|von vorne|neu anfangen|recommencer|recommencons|tout effacer|empezar de nuevo|empecemos de nuevo|borra todo|bin it all and begin again|square one",
    "undo": "undo|undo that|go back|revert|take that back|previous look|the one before|before that change|put it back|as it was before|how it was before|step back|back to the last one|roll back|rueckgaengig|zurueck zum vorherigen|reviens en arriere|annule|deshaz|vuelve atras|deshacer|restore the last|undo the last change|back to what we had|the earlier version|the way it was|what you showed before that|was better before|bring back the previous|bring the previous one back|reverse that|prefer the previous|preferred the previous|bring back the last",
    "handoff": "real person|human being|talk to a human|speak to a human|talk to a person|speak to a person|talk to someone|speak to someone|human agent|live agent|customer service|customer support|speak with someone|talk with a person|speak with a human|an actual person|an actual human|call me back|a member of staff|your manager|a human please|representative|speak to an agent|a real stylist|talk to support|mit einem menschen|einem mitarbeiter|une vraie personne|un conseiller|parler a quelqu'un|una persona|hablar con alguien|chat with a human|connect me to|someone from your team|human stylist|a real human|contact support|speak with a person|phone number for your team|put me through to|not a bot|not a robot|stop talking to a machine|reach your team|human help|echten menschen",
}  # fmt: skip
_ACTS: dict[Act, str] = {
    "add_to_bag": "add to bag|add to cart|add to basket|to my bag|to my cart|to my basket|to the bag|to the cart|to the basket|in my bag|in my cart|in my basket|in the basket|in the cart|i'll take it|i'll take them|i will take it|i'll take the|i'll buy|i want to buy it|buy it|buy this|buy the look|buy them|order it|order this|order them|purchase this|purchase it|check out with|i'm buying|buy both|sold i'll|i'll have it|ready to buy|take my money|i'll order|in den warenkorb|ins koerbchen|au panier|dans mon panier|a la cesta|al carrito|into my basket|into my bag|into my cart|bag it|buy the whole|order the whole|ring it up|ring them up|purchase the look|take the lot",
    "save": "save it|save this|save the look|save that|save them|save for later|to my wishlist|on my wishlist|wishlist|favourite this|to my favourites|bookmark|save this look|save these|keep this for later|remember this look|merken|sauvegarde|enregistre|guarda|guardar|to my favorites|save the second|save the first|save look|save outfit|save option|store this look|hold on to this look|pin this|to favourites|save your|shortlist",
    "show_3d": "3 d|3d|three d|in three dimensions|try it on|try on|try this look|try this on|see it on me|virtual try on|rotate it|spin it round|from all sides|from every side|see it from the back|ar view|on a model|on an avatar|all round view|turn it around|see the back of it|from all angles|from every angle|look at it from behind|360|anprobieren|en trois dimensions",
}  # fmt: skip
_ASKS: dict[Asked, str] = {
    "why": "why|how come|reason|what makes|explain|warum|wieso|pourquoi|por que|justify|reasoning|talk me through|rationale",
    "price": "how much|what does it cost|total price|what's the total|what's the price|the price of|price|cost|costs|wie viel|was kostet|combien|cuanto|the total|damage|set me back|add up to",
    "material": "what material|made of|made from|fabric|what is it in made|composition|lined|real leather|is it wool|is it leather|is it silk|is it cotton|are they leather|material|welches material|quelle matiere|de que esta hecho|stretchy|stretch|itchy|see through|crease|machine wash|wash|vegan|breathable",
    "waterproof": "waterproof|water resistant|rain proof|rainproof|survive rain|cope with rain|handle rain|get wet|in the rain|wasserdicht|hold up in rain|water repellent|ruined by rain|a downpour|survive a shower|splash proof",
    "warmth": "warmer|warm enough|warmest|too warm|too cold|be cold|cold in|freeze|be too hot|too hot in|coolest|keep me warm|warm is|how warm|overheat|shiver|enough for zero degrees",
    "size": "what size|which size|true to size|size up|size down|run small|run large|runs small|runs large|fit me|sizes do|size do|in my size|come up small|come up big|available sizes|sizing|petite version|come in a size|come in size|welche groesse|quelle taille|que talla|roomy in|my size|narrow feet|wide feet|size should i",
    "colour": "what colour|which colour|what colours|other colours|come in other|come in black|come in navy|another colour available|exact colour|colour is that|shade is|what shade|colour options|come in white|come in red|come in green|come in any|come in a different colour|which shades|welche farbe|quelle couleur|que color",
    "stock": "in stock|available|how many left|how many are left|sold out|back in stock|delivery|deliver|arrive|ship|left in|still available|availability|selling out|any left",
    "other": "which one is|which of|which is|which one|what goes|would this be appropriate|is it appropriate|is this appropriate|is it suitable|is this suitable|is that suitable|does it go with|do they go|does this go|will it go|would it suit|suit me|is it okay|what brand|who makes|what do you think|would it look|does it match|does it have|do they have|are they|is it|is this|does it|does the|do the|is the|are the|are those|is that|will the|will it|can i wear|could i wear|what heel|how high|how long|how short|would i|do i look|should i wear|will i look|will i be|does that|would this|would that|which look|which outfit|can it be",
}  # fmt: skip
_TALK = "hi|hello|hey|hiya|good morning|good evening|good afternoon|thanks|thank you|thank you so much|cheers|bye|goodbye|see you|how are you|who are you|what's your name|what can you do|are you a robot|are you human|you're great|you are great|love it|perfect|great|nice|ok|okay|cool|awesome|amazing|brilliant|lovely|hallo|guten tag|danke|bonjour|merci|salut|hola|gracias|buenos dias|wow|yay|haha|lol|good job|well done|nice to meet you|sounds good|got it|i see|that's helpful|you rock|good night|ta|howdy|greetings|what's up|sup|yo|morning all|have a good day|have a nice day|take care|how's it going|how is it going|tschuess|au revoir|adios"
_LOOK = "outfit|outfits|look|looks|ensemble|what should i wear|what do i wear|what to wear|what can i wear|dress me|style me|something to wear|wear to|get up|head to toe|complete look|whole look|full look|clothes|wardrobe|capsule|put together|what would you wear|help me dress|kit me out|outfit idea|outfit ideas|attire|anything to wear|nothing to wear|was soll ich anziehen|was ziehe ich an|outfit fuer|que dois je porter|que porter|tenue|tenues|que me pongo|que ponerme|conjunto|atuendo|ropa|garderobe|look complet|kleidung|m'habiller|vestirme|anziehen|vetements|something for|rig out|dressed for|how should i dress|how do i dress|what does one wear|style for|dress for"
_REQUEST = "show me|i need|i want|looking for|find me|i'm after|do you have|have you got|got any|any|search for|i'd like|shopping for|recommend|suggest|where are the|can i see|let me see|in the market for|hunting for|need a|want a|after a|browse|shop for|see some|show|find|need|want|get me|please find|looking to buy|ich suche|ich brauche|zeig mir|je cherche|montre moi|il me faut|j'ai besoin|busco|necesito|muestrame|quiero|je veux|ich moechte|wanting|seeking|stock|sell"


@cache
def _table(name: str) -> Lexicon:
    sources: dict[str, dict[str, str]] = {
        "meta": _META, "act": {**_ACTS}, "ask": {**_ASKS}, "talk": {"talk": _TALK}, "look": {"look": _LOOK}, "request": {"request": _REQUEST},
    }  # fmt: skip
    return lexicon_of({w: Meaning(name, value) for value, words in sources[name].items() for w in words.split("|")})


class Heard(msgspec.Struct, frozen=True):
    """The intent with what goes with it."""

    intent: Intent
    action: Act | None = None
    asks: Asked | None = None
    confidence: float = 1.0


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """What else was found in the message, for deciding."""

    mentions: tuple[Mention, ...]
    has_table: bool
    single: bool
    occasion: bool
    department: bool
    wish: bool
    """A budget, size or other wish is stated."""
    edits: bool
    """The grammar found an edit of the look on the table."""
    compares: bool
    picks: bool
    answers: bool
    """A question of ours stands open, and this could answer it."""


def hear(text: Text, signs: Signs) -> Heard:
    """The intent of the message. Order: outright phrases, questions, edits, then requests, small talk, the classifier."""
    words = [token.word for token in text.tokens]
    meta = _meta(text, words, signs)
    if meta is not None:
        return meta
    action = _action(text, words, signs)
    if action is not None:
        return Heard("act", action=action)
    if signs.has_table and (asked := _asked(text, words, signs)) is not None:
        return Heard("ask", asks=asked)
    verdict = classifier.classify("intent", text.clean)
    garments = _wanted(signs)
    if signs.has_table and _refines(text, words, signs):
        return Heard("refine")
    quiet = not (garments or signs.occasion or signs.wish or signs.department or signs.edits or signs.compares)
    if quiet and not signs.answers and (talk := _idle(text, words, verdict)) is not None:
        return talk
    if (
        verdict is not None
        and verdict.label == "out_of_scope"
        and verdict.probability >= _CERTAIN
        and not garments
        and not _has(text, "look")
    ):
        return Heard("out_of_scope", confidence=verdict.probability)
    return _request(text, words, signs, garments, verdict)


def _meta(text: Text, words: list[str], signs: Signs) -> Heard | None:
    found = [
        m
        for m in find(text, _table("meta"))
        if not ({"not", "no"} & set(words[max(0, m.start - 2) : m.start]) and m.value != "handoff")
    ]
    for name in ("handoff", "start_over", "undo"):
        hit = next((m for m in found if m.value == name), None)
        if hit is None:
            continue
        if name == "undo" and not signs.has_table and len(words) > 6:
            continue
        if name == "start_over" and words[hit.start] in ("from",) and len(words) > 14 and not signs.has_table:
            continue
        return Heard("handoff" if name == "handoff" else "start_over" if name == "start_over" else "undo")
    return None


def _action(text: Text, words: list[str], signs: Signs) -> Act | None:
    if not signs.has_table:
        return None
    for mention in find(text, _table("act")):
        before = words[max(0, mention.start - 3) : mention.start]
        if {"not", "don't", "never", "before", "should"} & set(before):
            continue
        value = mention.value
        if (
            value == "add_to_bag"
            and words[mention.start] in ("to", "in", "into", "in")
            and not {
                "add",
                "put",
                "pop",
                "chuck",
                "throw",
                "place",
                "stick",
                "drop",
                "leg",
                "move",
                "get",
                "mets",
                "ajoute",
                "anade",
                "pon",
                "all",
                "lege",
                "want",
                "it",
                "toss",
                "shoes",
                "both",
                "everything",
            }
            & set(words[: mention.start])
        ):
            continue
        return "add_to_bag" if value == "add_to_bag" else "save" if value == "save" else "show_3d"
    return None


def _asked(text: Text, words: list[str], signs: Signs) -> Asked | None:
    """What a question about the look is about; None for a request put as a question ("can you make it cheaper?")."""
    is_question = "?" in words or words[0] in (
        "why",
        "how",
        "what",
        "which",
        "is",
        "are",
        "does",
        "do",
        "will",
        "who",
        "would",
        "warum",
        "pourquoi",
        "combien",
        "wie",
        "was",
        "cuanto",
        "por",
        "explain",
        "tell",
        "remind",
    )
    if not is_question or _asks_for_a_change(words) or (signs.edits and not _about_table(words)):
        return None
    if (
        (words[:1] == ["what"]
        and words[1:2] == ["about"])
        or words[:2] == ["how", "about"]
        or (_has(text, "look") and signs.occasion and not _about_table(words))
    ):
        return None
    found = [m.value for m in find(text, _table("ask"))]
    for name in ("why", "stock", "waterproof", "price", "size", "warmth", "material", "colour", "other"):
        if name in found and (name != "other" or _about_table(words)):
            return _asked_name(name)
    return None


def _asked_name(name: str) -> Asked:
    for asked in _ASKS:
        if asked == name:
            return asked
    return "other"


def _asks_for_a_change(words: list[str]) -> bool:
    line = " " + " ".join(words) + " "
    asks = (" can you ", " could you ", " can we ", " could we ", " what about ", " how about ", " what if ", " would you ", " any chance ", " do you have ", " have you got ", " got anything ", " got any ", " is there a ", " is there any ", " are there any ", " can i have ", " could i have ", " can i get ", " can i see ", " could i see ", " can it be ", " could it be ", " can they be ", " could they be ", " do you sell ", " do you stock ", " what should i wear ", " what do i wear ", " what would you ", " anything ", " can the ", " could the ", " may i see ", " mind swapping ", " show me ", " is there something ", " got something ", " what else ", " peux tu ", " kannst du ", " puedes ", " shall we ", " why not ", " why do not ")  # fmt: skip
    return any(phrase in line for phrase in asks)


def _about_table(words: list[str]) -> bool:
    return bool({"it", "this", "that", "these", "those", "they", "the", "them", "one", "which"} & set(words))


def _refines(text: Text, words: list[str], signs: Signs) -> bool:
    """True where the message edits what is on the table rather than asks for something new."""
    line = " " + " ".join(words) + " "
    fresh = any(
        p in line
        for p in (
            " new outfit ",
            " another outfit for ",
            " different occasion ",
            " completely different ",
            " new look for ",
            " now i need ",
            " also need an outfit ",
            " next i need ",
            " i also need ",
            " now for ",
            " now show me ",
            " now find ",
            " i also want ",
        )
    )
    if fresh or (signs.occasion and (_has(text, "look") or " now " in line) and not signs.compares and not signs.picks):
        return False
    edits = (" instead ", " make it ", " make the ", " make them ", " swap ", " change ", " replace ", " switch ", " keep ", " lose ", " drop ", " remove ", " add ", " without ", " can it ", " could it ", " not ", " no ", " different ", " another ", " other ", " what about ", " how about ", " same ", " more ", " less ", " but ", " actually ", " rather ", " tausch ", " tausche ", " change ", " cambia ", " lieber ", " plutot ", " mejor ", " with ", " ditch ", " skip ", " turn ", " leave ", " take off ", " get rid ", " anything ", " in ", " only ", " prefer ")  # fmt: skip
    asks_new = (
        _has(text, "request")
        and bool(_wanted(signs))
        and not any(
            p in line
            for p in (
                " instead ",
                " the look ",
                " with it ",
                " other ",
                " another ",
                " different ",
                " not ",
                " make ",
                " swap ",
                " keep ",
                " but ",
                " rather ",
                " those ",
                " to go with ",
            )
        )
    )
    if signs.compares or signs.picks:
        return True
    if signs.edits and not asks_new:
        return True
    if asks_new:
        return False
    return (
        (signs.wish or signs.department)
        and (len(words) <= 12 or any(p in line for p in edits))
        and not (_has(text, "look") and _has(text, "request") and len(words) > 12)
    )


def _wanted(signs: Signs) -> list[Mention]:
    return [m for m in signs.mentions if m.kind == "category" and not m.idle and not m.negated]


def _has(text: Text, table: str) -> bool:
    return bool(find(text, _table(table)))


def _idle(text: Text, words: list[str], verdict: classifier.Verdict | None) -> Heard | None:
    talk = sum(m.end - m.start for m in find(text, _table("talk")))
    letters = [w for w in words if w[0].isalnum()]
    if (
        verdict is not None
        and verdict.label in ("smalltalk", "out_of_scope", "handoff")
        and verdict.probability >= _CERTAIN
    ):
        return Heard(
            "smalltalk"
            if verdict.label == "smalltalk"
            else "out_of_scope"
            if verdict.label == "out_of_scope"
            else "handoff",
            confidence=verdict.probability,
        )
    if not letters or talk >= max(1, len(letters) - 2):
        return Heard("smalltalk")
    return None


def _request(
    text: Text, words: list[str], signs: Signs, garments: list[Mention], verdict: classifier.Verdict | None
) -> Heard:
    """Product where one kind of garment is what is asked for, else a look; the classifier settles what has no garment."""
    slots = {m.slot for m in garments}
    if garments and len(slots) == 1 and not _is_part_of_look(text, words, signs, garments):
        return Heard("product")
    if garments or signs.occasion or signs.wish or signs.answers or _has(text, "look"):
        return Heard("look")
    if verdict is not None and verdict.label in ("smalltalk", "out_of_scope", "look") and verdict.probability >= 0.4:
        return Heard(
            "smalltalk" if verdict.label == "smalltalk" else "look" if verdict.label == "look" else "out_of_scope",
            confidence=verdict.probability,
        )
    return Heard("look", confidence=0.5)


def _is_part_of_look(text: Text, words: list[str], signs: Signs, garments: list[Mention]) -> bool:
    """True where the garment is only a wish within a whole look ("an outfit with a red dress")."""
    looks = find(text, _table("look"))
    first = garments[0]
    if not looks:
        return not _has(text, "request") and signs.occasion and len(words) > 6 and not (first.start <= 3)
    noun = any(
        words[m.start]
        in (
            "outfit",
            "outfits",
            "ensemble",
            "wardrobe",
            "capsule",
            "attire",
            "head",
            "complete",
            "whole",
            "full",
            "tenue",
            "conjunto",
            "dress",
            "style",
            "what",
            "was",
            "que",
            "clothes",
            "kit",
            "put",
            "help",
            "kleidung",
            "vetements",
            "ropa",
            "dressed",
            "how",
        )
        for m in looks
    )
    weak = all(words[m.start] in ("look", "looks", "something", "wear") for m in looks)
    if noun or not weak:
        return True
    return any(
        words[m.start] in ("look", "looks")
        and words[m.start - 1 : m.start]
        in (
            ["a"],
            ["the"],
            ["evening"],
            ["work"],
            ["casual"],
            ["summer"],
            ["winter"],
            ["my"],
            ["smart"],
            ["whole"],
            ["full"],
            ["this"],
        )
        for m in looks
    ) or any(words[m.start] in ("something", "wear") and m.start < first.start for m in looks)
