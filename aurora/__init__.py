"""Aurora, the stylist: one turn of conversation, from message to look to words."""
