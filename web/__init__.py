"""The pages that people see: one frame (`templates`), and what fills it in the browser (`static`)."""
