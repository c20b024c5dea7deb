# ruff: noqa: E501 - word tables and patterns read best one idea a line
"""What no reply may hold whatever the facts: markup, addresses, code, the prompt's own words, apologies, body remarks,
another language."""

import re
from collections.abc import Iterator

from aurora.grounding.reading import Reading

__all__ = ["STOPWORDS", "plain_words", "shingles", "unfit", "wrong_language"]

_MARKUP = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|io|shop|co|de|fr|es|uk|ly|example|test|me|info|biz|app|store|ai|dev)\b|\bjavascript:|data:\w+/|"
    r"[<>`{}\\|~^]|\[[^\]]*\]|\*\*|__|&(?:\w+|#x?\w+);|(?:^|\s)#{1,6}\s|^\s*(?:[-*•–]|\d{1,2}[.)])\s|\S+@\S+\.\w+|(?<!\w)@\w{2,}|"
    r"\*|_|\b(?:dot|punkt)\s+(?:com|net|org|io|co|shop|example|de|fr|es|uk)\b|[(\[]\s*(?:dot|at)\s*[)\]]|\bftp\b|(?:^|\s)/\w+/|\$\(|=>|==|!=|\bnull\b|\bundefined\b|\bNaN\b|\+?\d[\d\s()-]{8,}\d|#\w",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"system prompt|\bprompts?\b|\binstructions?\b|\b(?:my|these|the) (?:rules|guidelines) (?:say|are|tell|state)|\bas an? (?:ai|language|large|llm|assistant|chatbot)\b|"
    r"language model|\bLLM\b|\bGPT|\bopenai\b|\bjson\b|\btokens?\b|\bfacts? (?:say|given|provided|block|sheet)|\bi was (?:told|instructed|asked) to\b|"
    r"(?<!\bin )(?<!\bthe )\bfacts? (?!of)|\b(?:the|these|those|your|which|what) facts?\b(?! (?:is|that))|\bfacts? box\b|\bthis is (?:a|an|the|your) (?:request|question|message|answer|response|reply|description|summary|list|prompt)\b|\b(?:your|the|this) (?:request|response|input|output) (?:is|was|has|says)\b|\b(?:the|a|this) (?:shopper|user|customer|client)(?:['’]s)?\b|\byou asked (?:to be told|about the)\b|"
    r"\b(?:edit(?:ed|ing)?|rewrit\w+|rephras\w+|concise|paragraphs?|grammar|wording|easier to read|word count|responses?|here(?:['’]s| is) (?:the|a|an|my|your) (?:\w+ )?(?:reply|answer|version|list|text|summary|description|example|draft))\b|"
    r"ignore (?:all|any|the|previous|prior|your|these)|disregard|forget (?:the|all|your|my|any) (?:rules|instructions)|jailbreak|chat ?bot|\ba bot\b|artificial intelligence|(?-i:\bA\.?I\b)|(?:my|the|any) guidelines|reveal|repeat after me|understood\b|developer mode|\bDAN\b|\byou are aurora\b|"
    r"(?:system|user|assistant|developer|human)\s*:|\bend of\b.*\bfence|\bapi[- ]?keys?\b|\bpassword\b|\bsecret\b|debug|\boverride\b|\bproduct_id\b|\bvariant_id\b|\bsku\b|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{16,}\b",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"\b(?:sorry|apolog(?:y|ise|ize|ies)|my bad|my mistake|forgive me|(?:i|we) regret|regrettably|unfortunately, i|entschuldig\w*|désolée?|perdón|lo siento|disculp\w*|i am unable|i'm unable)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:slimming|slimmer|flatter(?:s|ing|ed)?(?: (?:to|for|on) (?:your|you|every|all))?|curv(?:y|es)|plus[- ]size|petite frame|(?:body|figure|waistline|tummy|belly|thighs?|bust|hips|buttocks)|"
    r"skinny (?:figure|body)|overweight|fat|thin(?:ner)?|hide[s]? your|conceal\w* your|sexy|hourglass|(?:pear|apple|athletic|triangle)[- ]?shaped?|(?:wide|wider|thick|thin|small|smaller|narrow|slim) waist|your waist|(?:short|shorter|long|longer|lean|leaner) legs|legs look|(?:look|appear|seem)s? (?:\w+ ){0,3}(?:younger|older|taller|slimmer|thinner|leaner|narrower)|(?:your|broad|narrow|wide) (?:shoulders|hips|arms|chest|legs) (?:look|seem|appear|are)|pounds lighter|depress\w*|anxiety disorder|diagnos\w*|schlank\w*|mince|delgad[oa])\b",
    re.IGNORECASE,
)
_BODY_ABROAD: dict[str, re.Pattern[str]] = {
    "de": re.compile(
        r"\b(?:bauch\w*|hüften?|oberschenkel|po|busen|figur|taillenumfang|kaschier\w*|schlank\w*|streck(?:t|en) \w*|schmeichel\w*|(?:kurze|lange|kräftige|dünne|schlanke)n? beine|dick(?:e[nrms]?)?|mollig\w*|rundungen|kurven|übergewicht\w*|abnehm\w*|kilos?|(?:jünger|schmaler|dünner|größer|schlanker|älter) (?:aus|wirk)\w*|(?:wirk|seh)\w* (?:\w+ )?(?:jünger|schmaler|dünner|größer|schlanker|älter)|(?:breite|schmale|deine) (?:schultern|hüften|taille))\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:ventre|hanches?|cuisses?|fesses|poitrine|aminci\w*|affin(?:e|ent|er)|allong(?:e|ent|er)|flatt(?:e|ent|eur|euse|eurs|euses|er)|rondeurs?|kilos?|gross?e?s?|rajeuni\w*|galb\w*|plus (?:mince|jeune|grande?|fine|svelte)|jambes (?:courtes|longues|fines)|votre (?:taille|corps|morphologie)|morphologie)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:barriga|caderas?|muslos?|trasero|pecho|vientre|estiliza\w*|adelgaza\w*|alarga\w*|disimula\w*|favorece\w*|curvas|kilos?|gord[oa]s?|delgad[oa]s?|rejuvenece\w*|más (?:joven|alt[oa]|delgad[oa]|esbelt[oa])|piernas (?:cortas|largas|finas)|tu (?:cuerpo|cintura|silueta|figura))\b",
        re.IGNORECASE,
    ),
}
_ASKS = re.compile(
    r"\b(?:card (?:number|details)|credit card|bank(?:ing)? (?:details|account)|account number|password|log ?in|sign ?(?:in|up)|subscribe|newsletter|download|"
    r"(?:the|our|an|this) app\b|transfer (?:the |some |your )?money|home address|phone number|e-?mail(?: address)?|personal (?:details|data)|"
    r"text (?:me|us)|(?:mail|message|dm|call|phone|ring|follow|contact) (?:me|us)|browser|web ?site|web ?page|this page|\blink\b|qr|scan the|"
    r"(?:leave|write|post) (?:us |me )?(?:a |an )?(?:[\w-]+ )?(?:review|rating)|share (?:this|it) (?:with|on)|tell your friends|kennwort|passwort|mot de passe|contraseña)\b",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\bI(?:['’]m| am| was|['’]ve been| have been)\s+(?:(?:just|only|also|still|so|really|not|very)\s+)*(?:an?|the|going|here|glad|excited|ready|able|trying|doing|passionate|proud|aurora|from)\b"
    r"|\bI (?:live|work|own|wear|wore|bought|have to|had to|used to|create|design|make|made|sell|went (?:to|shopping)|love (?:shopping|what|my|you|how you))\b"
    r"|\bmy (?:sister|brother|mother|friends?|family|husband|wife|job|work|life|own|shoes?|clothes|outfits?|passion|name|goal|style|background|experience|customers?)\b"
    r"|\b(?:the|this|a|our) (?:product|item)\b|\byou can (?:find|get|buy|see) (?:more|many|other|different|any|an?)\b|\bwe (?:went|bought|sell|offer|make|made|design)\b",
    re.IGNORECASE,
)
"""What tells of the speaker, who is nobody, or of goods in general instead of the pieces."""
_SPELT_OUT = re.compile(r"(?<!\w)(?:\w[\s.\-_·,]+){4,}\w(?!\w)")
_RULES = (
    ("markup", _MARKUP),
    ("prompt", _PROMPT),
    ("apology", _APOLOGY),
    ("body", _BODY),
    ("asks", _ASKS),
    ("self", _SELF),
    ("spelt", _SPELT_OUT),
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
MOST_CHARACTERS = 600
"""A sentence longer than this is a flood, not a sentence."""
SHINGLE = 6
"""Words in a row that a reply may not share with the prompt's own text."""


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of six words of `text`, lower case."""
    words = plain_words(text)
    return frozenset(tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))


_ROUND = 5


def goes_round(reading: Reading) -> bool:
    """Whether a run of five words comes twice in the sentence, titles left out: a small model that is stuck."""
    parts = map(plain_words, re.split(r"\s{3,}", reading.rest))  # where a title stood
    runs = [tuple(words[n : n + _ROUND]) for words in parts for n in range(len(words) - _ROUND + 1)]
    return len(set(runs)) < len(runs)


_SHARED, _ECHOED = 3, 0.75


def is_echo(reading: Reading) -> bool:
    """Whether three quarters of a sentence of four words or more are runs of three out of what the shopper said."""
    words, said = plain_words(reading.text), plain_words(reading.facts.words)
    runs = {tuple(said[n : n + _SHARED]) for n in range(len(said) - _SHARED + 1)}
    covered = {
        at
        for n in range(len(words) - _SHARED + 1)
        if tuple(words[n : n + _SHARED]) in runs
        for at in range(n, n + _SHARED)
    }
    return len(words) > _SHARED and len(covered) >= _ECHOED * len(words)


def plain_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def unfit(sentence: str, reading: Reading) -> Iterator[tuple[str, str]]:
    """(kind, words) of what may never be said. The sentence is read raw, except that true titles are no markup."""
    if len(sentence) > MOST_CHARACTERS:
        yield "length", f"{len(sentence)} characters"
    for kind, pattern in _RULES:
        text = reading.text if kind == "apology" else reading.rest
        if match := pattern.search(text):
            yield kind, match.group()
    abroad = _BODY_ABROAD.get(reading.facts.language)
    if abroad is not None and (match := abroad.search(reading.rest)):
        yield "body", match.group()
    if any(not (c.isascii() or _LATIN.match(c) or c in "€£¥₹–—…’‘“”«»„¿¡°−×·‹› é") for c in reading.rest):
        yield "script", "characters of another script"
    if goes_round(reading):
        yield "repeats", "goes round in circles"
    if is_echo(reading):
        yield "echo", "the shopper's own words"
    leaked = shingles(reading.text) & reading.facts.secret
    if leaked:
        yield "prompt", " ".join(min(leaked))


_STOP = {
    "en": "the a an and or with for your you is are it its in to of on this that i so they them these those at as can be not but from by "
          "no nothing on him just there here every over under then here's it's that's was were did does do than so very only what when while "
          "whatever people say says well will much many most such too still even again any some each other about into over through before after where who how why your you'll you're "
          "will if which up keep keeps makes look have has want would shall my me all both more one",
    "de": "der die das und oder mit für dein deine deinen ist sind es in zu von auf dieser diese dieses ich so sie an als kann nicht aber aus bei wird wenn "
          "dir dich ein eine einen dem den im zum zur auch noch passt dazu mehr soll möchtest hier habe",
    "fr": "le la les et ou avec pour ton ta tes votre vos est sont il elle en à de du des sur ce cette ces je si un une dans au aux pas mais par qui que "
          "vous te tu plus aussi veux voici se ne d l c",
    "es": "el la los las y o con para tu tus es son en a de del sobre este esta estos estas yo si un una al no pero por que te más también quieres aquí se lo "
          "su muy como",
}  # fmt: skip
STOPWORDS = {language: frozenset(words.split()) for language, words in _STOP.items()}


def wrong_language(reading: Reading) -> str | None:
    """The language the sentence seems to be in where it is not the shopper's; `unknown` where it is none of the four."""
    words = [word for word in plain_words(reading.rest) if word.isalpha()]
    if len(words) < 4:
        return None
    counts = {language: sum(word in stop for word in words) for language, stop in STOPWORDS.items()}
    own = counts.get(reading.facts.language, 0)
    best = max(counts, key=lambda language: counts[language])
    if counts[best] > own and counts[best] >= 2:
        return best
    return "unknown" if own == 0 and len(words) >= 5 else None
