"""Leads Dhan's hosts to the rehearsal's exchange and refuses the rest of the world, in every Python that `preopen run` starts.

Python imports a module of this name before the program. It stands in a folder of the run with its settings (settings.json) and is
Python 3.8+ without packages. What it patches, from below: name look-ups and connects of `socket` (http.client, requests, httpx,
websockets and asyncio go through them), uvloop and aiodns, which do not, and what TLS contexts trust. An audit hook refuses what
gets past that. If it cannot do its work, the program does not start.
"""

import importlib.machinery
import ipaddress
import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
REPORTS_MAX = 10_000
# Each host has an address of its own on this machine, so that a connect by address is known by what name was looked up.
MARKER = "127.68.72."


class Rehearsal:
    """What the settings say, and what follows from them for a host."""

    def __init__(self, settings):
        self.exchange = ("127.0.0.1", settings["exchangePort"])
        self.hosts = settings["hosts"]
        self.local_names = set(settings["localNames"])
        self.allowed = set(settings["allowed"])
        self.refusals = settings["refusals"]
        self.ca_file = settings["caFile"]
        self.reports_file = settings["reportsFile"]
        # Addresses that local and allowed names turned out to have.
        self.resolved = {}
        self.reports = 0

    def destination(self, host):
        """exchange, local, allowed or refused."""
        name = plain(host)
        if name in self.hosts or name.startswith(MARKER):
            return "exchange"
        if name in self.resolved:
            return self.resolved[name]
        if name == "" or name in self.local_names or name.endswith(".localhost") or is_local_address(name):
            return "local"
        return "allowed" if name in self.allowed else "refused"

    def marker(self, host):
        name = plain(host)
        return name if name.startswith(MARKER) else MARKER + str(self.hosts.index(name) + 1)

    def remember(self, destination, addresses):
        if destination in ("local", "allowed"):
            for address in addresses:
                self.resolved[plain(address)] = destination

    def refuse(self, method, host):
        """Notes the call and raises; an OSError, because that is what a program expects of a network that is not there."""
        name = plain(host)
        self.report(method, name, "refused")
        kind = "dhan" if name == "dhan.co" or name.endswith(".dhan.co") else "other"
        raise ConnectionRefusedError(111, self.refusals[kind].replace("{host}", name))

    def report(self, method, name, outcome):
        self.reports += 1
        if self.reports > REPORTS_MAX:
            return
        line = json.dumps({"method": method, "host": name, "outcome": outcome}) + "\n"
        descriptor = os.open(self.reports_file, os.O_WRONLY | os.O_APPEND)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    def real_address(self, address):
        """Where a connect to this (host, port, ...) really goes; raises where it may not go."""
        destination = self.destination(address[0])
        if destination == "exchange":
            return self.exchange
        if destination == "refused":
            self.refuse("CONNECT", address[0])
        if destination == "allowed":
            self.report("CONNECT", plain(address[0]), "allowed")
        return address


def plain(host):
    if host is None:
        return ""
    if isinstance(host, (bytes, bytearray)):
        host = bytes(host).decode("ascii", "replace")
    name = str(host).lower().rstrip(".")
    return name[1:-1] if name.startswith("[") else name


def is_local_address(name):
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped if mapped is not None else address
    return address.is_loopback or address.is_unspecified


def is_internet(socket, sock):
    return sock.family in (socket.AF_INET, socket.AF_INET6)


def patch_socket(rehearsal, socket):
    patch_lookups(rehearsal, socket)
    patch_connects(rehearsal, socket)
    refuse_what_gets_past(rehearsal, socket)


def patch_lookups(rehearsal, socket):
    real_getaddrinfo = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        destination = rehearsal.destination(host)
        if destination == "refused" and not is_address(host):
            rehearsal.refuse("LOOKUP", host)
        if destination == "exchange":
            return real_getaddrinfo(rehearsal.marker(host), *args, **kwargs)
        answers = real_getaddrinfo(host, *args, **kwargs)
        if not is_address(host):
            rehearsal.remember(destination, [answer[4][0] for answer in answers])
        return answers

    def by_name(real):
        def lookup(host):
            destination = rehearsal.destination(host)
            if destination == "refused" and not is_address(host):
                rehearsal.refuse("LOOKUP", host)
            if destination == "exchange":
                return real(rehearsal.marker(host))
            answer = real(host)
            if not is_address(host):
                rehearsal.remember(destination, answer[2] if isinstance(answer, tuple) else [answer])
            return answer

        return lookup

    socket.getaddrinfo = getaddrinfo
    socket.gethostbyname = by_name(socket.gethostbyname)
    socket.gethostbyname_ex = by_name(socket.gethostbyname_ex)


def is_address(host):
    try:
        ipaddress.ip_address(plain(host).split("%")[0])
        return True
    except ValueError:
        return False


def patch_connects(rehearsal, socket):
    def redirected(real):
        def connect(self, address):
            if is_internet(socket, self) and isinstance(address, tuple):
                address = rehearsal.real_address(address)
            return real(self, address)

        return connect

    socket.socket.connect = redirected(socket.socket.connect)
    socket.socket.connect_ex = redirected(socket.socket.connect_ex)


def refuse_what_gets_past(rehearsal, socket):
    """Connects below `socket.socket`, datagrams and reverse look-ups. An audit hook cannot redirect, and cannot be taken away."""
    methods = {
        "socket.connect": "CONNECT",
        "socket.sendto": "DATAGRAM",
        "socket.sendmsg": "DATAGRAM",
    }

    def audit(event, args):
        if event in methods:
            sock, address = args
            if is_internet(socket, sock) and isinstance(address, tuple):
                if rehearsal.destination(address[0]) == "refused":
                    rehearsal.refuse(methods[event], address[0])
        elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            host = args[0]
            if rehearsal.destination(host) == "refused" and (event == "socket.gethostbyaddr" or not is_address(host)):
                rehearsal.refuse("LOOKUP", host)

    sys.addaudithook(audit)


def patch_ssl(rehearsal, ssl):
    """Whatever a TLS context is told to trust, it trusts the rehearsal's authority too: certifi's file leaves it out."""
    load = ssl.SSLContext.load_verify_locations

    def trusting(real):
        def trust(self, *args, **kwargs):
            result = real(self, *args, **kwargs)
            load(self, cafile=rehearsal.ca_file)
            return result

        return trust

    for name in ("load_verify_locations", "load_default_certs", "set_default_verify_paths"):
        setattr(ssl.SSLContext, name, trusting(getattr(ssl.SSLContext, name)))


def patch_uvloop(rehearsal, uvloop):
    """uvloop resolves and connects in C, without Python's `socket`."""
    real_create_connection = uvloop.Loop.create_connection
    real_getaddrinfo = uvloop.Loop.getaddrinfo
    real_create_datagram_endpoint = uvloop.Loop.create_datagram_endpoint

    async def create_connection(self, protocol_factory, host=None, port=None, **kwargs):
        if host is not None:
            destination = rehearsal.destination(host)
            if kwargs.get("ssl") and kwargs.get("server_hostname") is None:
                kwargs["server_hostname"] = host
            # A name that is allowed is resolved by the loop itself.
            host, port = rehearsal.real_address((host, port)) if destination != "local" else (host, port)
        return await real_create_connection(self, protocol_factory, host, port, **kwargs)

    async def getaddrinfo(self, host, port, **kwargs):
        destination = rehearsal.destination(host)
        if destination == "refused" and not is_address(host):
            rehearsal.refuse("LOOKUP", host)
        if destination == "exchange":
            host = rehearsal.marker(host)
        answers = await real_getaddrinfo(self, host, port, **kwargs)
        if not is_address(host):
            rehearsal.remember(destination, [answer[4][0] for answer in answers])
        return answers

    async def create_datagram_endpoint(self, protocol_factory, local_addr=None, remote_addr=None, **kwargs):
        if remote_addr is not None and rehearsal.destination(remote_addr[0]) not in ("local", "allowed"):
            rehearsal.refuse("DATAGRAM", remote_addr[0])
        return await real_create_datagram_endpoint(
            self, protocol_factory, local_addr=local_addr, remote_addr=remote_addr, **kwargs
        )

    uvloop.Loop.create_connection = create_connection
    uvloop.Loop.getaddrinfo = getaddrinfo
    uvloop.Loop.create_datagram_endpoint = create_datagram_endpoint


def patch_aiohttp_resolver(rehearsal, resolver):
    """aiohttp prefers aiodns, which asks name servers by itself; its other resolver asks the system."""
    real_resolver = resolver.ThreadedResolver

    async def resolve(self, *args, **kwargs):
        return await real_resolver().resolve(*args, **kwargs)

    resolver.AsyncResolver.resolve = resolve


def patch_aiodns(rehearsal, aiodns):
    def asking(real):
        def ask(self, host, *args, **kwargs):
            if rehearsal.destination(host) not in ("local", "allowed"):
                rehearsal.refuse("LOOKUP", host)
            return real(self, host, *args, **kwargs)

        return ask

    for name in ("query", "query_dns", "gethostbyname", "getaddrinfo", "gethostbyaddr"):
        real = getattr(aiodns.DNSResolver, name, None)
        if real is not None:
            setattr(aiodns.DNSResolver, name, asking(real))


def patch_windows_asyncio(rehearsal, windows_events):
    """The proactor connects by an overlapped call, below `socket.socket`."""
    real = windows_events.IocpProactor.connect

    def connect(self, conn, address):
        if isinstance(address, tuple) and len(address) >= 2:
            address = rehearsal.real_address(address)
        return real(self, conn, address)

    windows_events.IocpProactor.connect = connect


class AfterImport:
    """Calls a patch right after the program has imported the module it is for."""

    def __init__(self, patches):
        self.patches = patches

    def find_spec(self, name, path=None, target=None):
        patch = self.patches.get(name)
        if patch is None:
            return None
        for finder in sys.meta_path:
            find_spec = getattr(finder, "find_spec", None)
            spec = find_spec(name, path, target) if finder is not self and find_spec else None
            if spec is not None:
                return followed_by(spec, patch)
        return None


def followed_by(spec, patch):
    real_exec = spec.loader.exec_module

    def exec_module(module):
        real_exec(module)
        patch(module)

    spec.loader.exec_module = exec_module
    return spec


def install():
    with open(os.path.join(FOLDER, "settings.json"), encoding="utf-8") as file:
        rehearsal = Rehearsal(json.load(file))
    patches = {
        "socket": patch_socket,
        "ssl": patch_ssl,
        "uvloop": patch_uvloop,
        "aiohttp.resolver": patch_aiohttp_resolver,
        "aiodns": patch_aiodns,
        "asyncio.windows_events": patch_windows_asyncio,
    }
    bound = {name: (lambda module, patch=patch: patch(rehearsal, module)) for name, patch in patches.items()}
    __import__("socket")
    for name, patch in bound.items():
        if name in sys.modules:
            patch(sys.modules[name])
    sys.meta_path.insert(0, AfterImport(bound))


def run_the_users_own():
    """A sitecustomize further down the path is the user's or the distribution's, and is theirs to have."""
    paths = [path for path in sys.path if os.path.abspath(path or ".") != FOLDER]
    sys.path[:] = paths
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", paths)
    if spec is None or spec.loader is None:
        return
    module = type(sys)("sitecustomize")
    module.__spec__, module.__file__, module.__loader__ = spec, spec.origin, spec.loader
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    install()
except BaseException as error:
    sys.stderr.write("preopen run: this Python cannot be led to the mock, so it is not started: %r\n" % (error,))
    sys.stderr.flush()
    os._exit(3)
run_the_users_own()
