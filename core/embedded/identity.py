"""As whom the servers run. PostgreSQL refuses root, so root hands itself down."""

import ctypes
import os
import pwd
from pathlib import Path

import msgspec

from core.errors import Unavailable

_CLONE_NEWUSER = 0x10000000
# The id that a user namespace shows for whoever is not mapped into it (/proc/sys/kernel/overflowuid).
_OVERFLOW_UID = 65534
# Loaded before any fork: loading a library between fork and exec is not safe.
_libc = ctypes.CDLL(None, use_errno=True)


class NoIdentity(Unavailable):
    """There is no user as whom PostgreSQL would run."""

    code, title = "embedded_server_unavailable", "An embedded server did not start"


class Identity(msgspec.Struct, frozen=True):
    """`namespace`: the same user in a user namespace, where root is nobody; else the `user` and `group` to become.

    `shown_as`: the user id that the namespace shows, where the plain one has no name: initdb insists on a name.
    """

    namespace: bool = False
    shown_as: int | None = None
    user: int | None = None
    group: int | None = None

    def own(self, file: int) -> None:
        """Makes an open file this identity's."""
        if self.user is not None and self.group is not None:
            os.fchown(file, self.user, self.group)

    def enter_namespace(self) -> None:
        """Between fork and exec: into a user namespace of one's own; raises OSError where that is forbidden."""
        outside = os.geteuid()
        if _libc.unshare(_CLONE_NEWUSER):
            raise OSError(ctypes.get_errno(), "unshare")
        if self.shown_as is not None:
            file = os.open("/proc/self/uid_map", os.O_WRONLY | os.O_CLOEXEC)
            os.write(file, f"{self.shown_as} {outside} 1".encode())
            os.close(file)


def choose(*, allow_namespace: bool = True) -> Identity:
    """The caller itself, if that is a user with a name and not root; else a user namespace; else, for root, `nobody`.

    In a namespace the files stay the caller's, so nothing needs a change of owner or mode, not even below /root.
    Raises NoIdentity where none of these is possible.
    """
    caller = os.geteuid()
    if caller != 0 and _has_name(caller):
        return Identity()
    named = next((user.pw_uid for user in pwd.getpwall() if user.pw_uid != 0), None)
    unmapped_will_do = caller == 0 and _has_name(_OVERFLOW_UID)
    inside = Identity(namespace=True, shown_as=None if unmapped_will_do else named)
    if allow_namespace and (unmapped_will_do or named is not None) and _namespace_works(inside):
        return inside
    if caller != 0:
        raise NoIdentity(
            f"PostgreSQL needs a user with a name, and user id {caller} has none here: add it to /etc/passwd, "
            "start as another user, or set DATABASE_URL and REDIS_URL."
        )
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise NoIdentity(
            "PostgreSQL does not run as root, and this machine has no user `nobody`: start as another user, "
            "or set DATABASE_URL and REDIS_URL."
        ) from None
    return Identity(user=nobody.pw_uid, group=nobody.pw_gid)


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _namespace_works(inside: Identity) -> bool:
    child = os.fork()
    if not child:
        try:
            inside.enter_namespace()
            os._exit(0 if os.geteuid() else 1)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def blocked_at(path: Path, identity: Identity) -> Path | None:
    """The first directory above `path` that `identity` may not enter; None where the way is open."""
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
    for folder, _, names in os.walk(directory, topdown=False):  # `directory` last, so that a half-done walk is redone
        for name in names:
            os.chown(os.path.join(folder, name), owner, group, follow_symlinks=False)
        os.chown(folder, owner, group, follow_symlinks=False)
