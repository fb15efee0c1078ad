"""The local web application: thin doors to public functions, and the page that asks them."""
