"""As whom the servers run. PostgreSQL refuses root, so root hands itself down."""

import ctypes
import os
import pwd
from pathlib import Path

import msgspec

from core.errors import Unavailable

_CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)


class NoIdentity(Unavailable):
    code, title = "embedded_server_unavailable", "An embedded server did not start"


class Identity(msgspec.Struct, frozen=True):
    """`namespace`: the same user in a user namespace, where root is nobody; else the `user` and `group` to become."""

    namespace: bool = False
    user: int | None = None
    group: int | None = None

    def own(self, file: int) -> None:
        """Makes an open file this identity's."""
        if self.user is not None and self.group is not None:
            os.fchown(file, self.user, self.group)


def choose(*, allow_namespace: bool = True) -> Identity:
    """The caller itself, unless that is root: then a user namespace, or the user `nobody` where that is forbidden.

    In a namespace root's files stay root's, so nothing needs a change of owner or mode, not even below /root.
    """
    if os.geteuid() != 0:
        return Identity()
    if allow_namespace and _namespace_works():
        return Identity(namespace=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise NoIdentity(
            "PostgreSQL does not run as root, and this machine has no user `nobody`. "
            "Start as another user, or set DATABASE_URL and REDIS_URL."
        ) from None
    return Identity(user=nobody.pw_uid, group=nobody.pw_gid)


def _namespace_works() -> bool:
    child = os.fork()
    if not child:
        os._exit(1 if _libc.unshare(_CLONE_NEWUSER) or os.geteuid() == 0 else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def blocked_at(path: Path, identity: Identity) -> Path | None:
    """The first directory on the way to `path` that `identity` may not enter; None where the way is open."""
    if identity.user is None:
        return None
    for parent in reversed(path.resolve().parents):
        status = parent.stat()
        if status.st_uid == identity.user:
            allowed = status.st_mode & 0o100
        elif status.st_gid == identity.group:
            allowed = status.st_mode & 0o010
        else:
            allowed = status.st_mode & 0o001
        if not allowed:
            return parent
    return None


def give(directory: Path, identity: Identity) -> None:
    """Makes `directory` and all in it belong to `identity`; only root needs it, and only after a change of identity."""
    if os.geteuid() != 0:
        return
    owner = 0 if identity.user is None else identity.user
    group = 0 if identity.group is None else identity.group
    if directory.stat().st_uid == owner:
        return
    for folder, _, names in os.walk(directory):
        for name in names:
            os.chown(os.path.join(folder, name), owner, group, follow_symlinks=False)
        os.chown(folder, owner, group, follow_symlinks=False)
