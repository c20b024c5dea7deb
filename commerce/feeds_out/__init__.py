"""The shop's range for others to read: product feeds, sitemap, llms.txt, robots.txt."""

from commerce.feeds_out.routes import HANDLERS, Outlook

__all__ = ["HANDLERS", "Outlook"]
