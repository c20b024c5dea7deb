"""The pages a shopper sees, as static files (`web/static`), served by `aurora.app`."""
