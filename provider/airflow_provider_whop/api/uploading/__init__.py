"""How a file gets to Whop: declared, its bytes put to the storage that Whop names, and waited for until it is ready."""
