"""With this folder on PYTHONPATH, Python and every kernel it starts reach their own machine only."""

import ipaddress
import socket


def is_local(host):
    """True for this machine's own names and addresses."""
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == socket.gethostname()


def guard(name):
    """Replace the socket method `name` by one that refuses foreign addresses."""
    original = getattr(socket.socket, name)

    def guarded(self, *arguments):
        address = arguments[-1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise OSError(f"the network is cut: {name} to {address}")
        return original(self, *arguments)

    setattr(socket.socket, name, guarded)


def getaddrinfo(host, *arguments, _original=socket.getaddrinfo, **options):
    """Resolve local names only."""
    if not is_local(host):
        raise socket.gaierror(f"the network is cut: no address for {host}")
    return _original(host, *arguments, **options)


for method in ("connect", "connect_ex", "sendto"):
    guard(method)
socket.getaddrinfo = getaddrinfo
