"""Numbers of the system calls that a decoding child has no business with, from the kernel's own tables."""

# (x86_64, aarch64); 0 where the machine has no such call.
REFUSED: dict[str, tuple[int, int]] = {
    # the network
    "socket": (41, 198),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "connect": (42, 203),
    # programs and processes
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, 0),
    "vfork": (58, 0),
    "kill": (62, 129),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    # the kernel and its namespaces
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "userfaultfd": (323, 282),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    # names and rights of files
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "truncate": (76, 45),
    "rename": (82, 0),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "mkdir": (83, 0),
    "mkdirat": (258, 34),
    "rmdir": (84, 0),
    "creat": (85, 0),
    "link": (86, 0),
    "linkat": (265, 37),
    "unlink": (87, 0),
    "unlinkat": (263, 35),
    "symlink": (88, 0),
    "symlinkat": (266, 36),
    "chmod": (90, 0),
    "fchmodat": (268, 53),
    "chown": (92, 0),
    "lchown": (94, 0),
    "fchownat": (260, 54),
    "mknod": (133, 0),
    "mknodat": (259, 33),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
}

# Newer twins with arguments a filter cannot read: answered as if the kernel were older.
UNKNOWN = {"clone3": (435, 435), "openat2": (437, 437)}

CLONE = (56, 220)
OPENAT = (257, 56)
OPEN = (2, 0)

MACHINES = ("x86_64", "aarch64")
AUDIT = (0xC000003E, 0xC00000B7)
