"""Photographs of products: from an upload to every size that a page asks for, and the colours that they show."""
