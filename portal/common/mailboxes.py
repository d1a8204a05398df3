"""One mailbox, one spelling: an address as it is stored, counted, and looked for."""


def canonical(email: str) -> str:
    """In small letters, with the domain as name servers know it: other letters of Unicode that mean the same (`ｅxample.com`) lead to the same server.

    What is no domain stays as it is: whether it is one is for the form to say.
    """
    local, at, domain = email.strip().lower().rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii').lower().encode('ascii').decode('idna')}"
    except UnicodeError:
        return f"{local}{at}{domain}"
