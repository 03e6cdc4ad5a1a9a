"""The parts of the page; each module has one `show`, and none decides anything."""
