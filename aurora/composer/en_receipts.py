"""English phrases for what gave way and what cannot be checked."""

from aurora.composer.voice import Phrases

__all__ = ["RECEIPTS"]

RECEIPTS: Phrases = {
    "relaxed.budget": (
        "I couldn't keep to {budget}: this comes to {total}, {over} over.",
        "It goes {over} over your {budget}, because nothing below holds the rest of what you asked.",
        "One thing gave way, the budget: {total} instead of {budget}.",
        "At {total} it is {over} over the {budget} you set.",
        "{budget} wasn't enough for the rest of your wishes: {total}, so {over} over.",
    ),
    "relaxed.budget.piece": (
        "{X} {is} {price}, which is {over} over the {budget} you set for {part}.",
        "One thing gave way: {x} {is} {price}, {over} more than your {budget} for {part}.",
        "I found nothing better within {budget} for {part}: {x} cost{s} {price}.",
    ),
    "relaxed.note": (
        "One thing gave way: {note}.",
        "One wish I couldn't keep: {note}.",
        "I had to give in on one point: {note}.",
        "This much I couldn't manage: {note}.",
        "A compromise: {note}.",
        "Not everything fitted together: {note}.",
    ),
    "relaxed.why": (
        "I couldn't keep to “{wish}”: {note}.",
        "One wish gave way, {wish}: {note}.",
        "One wish didn't hold, {wish}: {note}.",
        "I let go of {wish}: {note}.",
        "Not possible this time, {wish}: {note}.",
    ),
    "relaxed.one": (
        "One wish gave way: {wish}.",
        "I had to let go of one wish, {wish}.",
        "The wish I couldn't keep: {wish}.",
        "I had to give in on one point: {wish}.",
        "What had to give way: {wish}.",
    ),
    "relaxed.change": (
        "{Note}.",
        "I looked for another, but {note}.",
        "There was no other to be had: {note}.",
        "I tried, but {note}.",
    ),
    "remark.occasion": (
        "One remark: {note}.",
        "{Note}; say the word and I'll look for something closer.",
        "It's your call, but {note}.",
        "I'd only add that {note}.",
    ),
    "relaxed.many": (
        "I couldn't keep everything; what gave way: {wishes}.",
        "These I had to let go: {wishes}.",
        "Not all of it fitted together; I gave in on {wishes}.",
        "What I couldn't keep: {wishes}.",
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
}
