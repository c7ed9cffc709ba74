"""What the simulator says when somebody asks for something that may not be done."""


class Refused(Exception):
    """Something that may not be done here; the message is for people, in Indonesian."""
