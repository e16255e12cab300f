import { type Case, type Explanation, isTemporary } from "./explanation";
import { operations } from "./operations";

const FOR_TEMPORARY: Pick<Case, "when" | "holds"> = {
  when: "where a temporary file or directory is created",
  holds: (_failure, { operation }) => isTemporary(operation),
};

const IN_GUEST: Pick<Case, "when" | "holds"> = {
  when: "in a guest",
  holds: (_failure, { operation }) => operation.guest,
};

/** Of what a VM, its guest or VMware Tools has against it. */
export const GUEST_EXPLANATIONS: readonly [key: string, explanation: Explanation][] = [
  [
    "INVALID_ARGUMENT path",
    {
      cases: [
        {
          ...FOR_TEMPORARY,
          remedy: "Give an existing directory as parent path, and shorter names if they are too long",
        },
      ],
      why: "the guest does not accept {path|the path}{reasonInBrackets}",
      remedy: "Check the path: whether it is a file, a directory or a link, and how long it is",
    },
  ],
  [
    "INVALID_ARGUMENT message",
    {
      cases: [
        {
          when: "of an upload",
          holds: (_failure, { operation }) => operation === operations.uploadUrl,
          why: "the guest does not accept {path|the path}: its directory does not exist, or it is no path of a file",
          remedy: 'Create the directory first, or choose "Make directories" in the node',
        },
        {
          ...FOR_TEMPORARY,
          why: "vCenter or the guest does not accept a value of the request",
          remedy:
            "Check prefix, suffix and parent path, and the guest user name: it must not be empty or hold '<', '>' or '/'",
        },
        {
          ...IN_GUEST,
          why: "vCenter or the guest does not accept a value of the request",
          remedy:
            "Check the values of the message and the node, and the guest user name: it must not be empty or hold '<', '>' or '/'",
        },
      ],
      why: "vCenter does not accept a filter",
      remedy: "Check the names, the ids and the power state",
    },
  ],
  [
    "NOT_ALLOWED_IN_CURRENT_STATE",
    {
      why: "the VM is not running, or its power state is changing",
      remedy: "Power it on, or wait until it has started",
    },
  ],
  [
    "UNSUPPORTED",
    {
      why: "VMware Tools in the guest cannot do this or not with this kind of login, or it is switched off there",
      remedy: "Update VMware Tools, and look for 'disabled' entries below [guestoperations] in the guest's tools.conf",
    },
  ],
  [
    "UNAUTHENTICATED guest-login",
    {
      why: "the guest refused the login",
      remedy:
        "Check the guest user and password (or SAML token) in the connection or guest login node, whether the account" +
        " is locked or expired, and where it runs in the desktop session, whether this user is at the desktop",
    },
  ],
  [
    "UNAUTHORIZED",
    {
      cases: [
        {
          ...IN_GUEST,
          why: "the right to do it is missing, and vCenter does not say which of two",
          remedy:
            "Check that the guest user may {right}{ofPath}, and that the vCenter user has the privilege" +
            " VirtualMachine.GuestOperations.{privilege} on the VM",
        },
      ],
      why: "the vCenter user lacks a privilege",
      remedy: "Give it System.Read on the VM, with propagation from the folder or datacenter",
    },
  ],
  [
    "NOT_FOUND path",
    {
      cases: [
        {
          ...FOR_TEMPORARY,
          remedy: "Create the directory first, or correct the parent path",
        },
        {
          when: "where a directory is made",
          holds: (_failure, { operation }) => operation.name === operations.createDirectory.name,
          remedy: "Make the directory above it first, or let the node make what is missing above",
        },
      ],
      why: "{path|the path} does not exist in the guest",
      remedy: "Correct the path",
    },
  ],
  [
    "ALREADY_EXISTS",
    {
      cases: [
        {
          when: "of a move",
          holds: (_failure, { operation }) => operation.name.endsWith(".move"),
          why: "something is already at the new path",
          remedy: "Choose another one, or let the node overwrite a file",
        },
      ],
      why: "something is already there{pathInBrackets}",
      remedy: "Choose another path, or let the node overwrite a file",
    },
  ],
  [
    "RESOURCE_IN_USE",
    {
      why: "it is in use, or a directory is not empty",
      remedy: 'Choose "With all that is in it" in the node, or delete what is in it first',
    },
  ],
  [
    "NOT_FOUND vm",
    {
      why: "vCenter has no {vm|such VM} that this user can see",
      remedy:
        "Check the id (like vm-42), or let the node find the VM by its name, and check the user's System.Read privilege",
    },
  ],
  [
    "RESOURCE_BUSY",
    {
      why: "the VM is busy: another guest operation, a snapshot that freezes its file systems, or no free name is left",
      remedy: "Try again later",
    },
  ],
  [
    "SERVICE_UNAVAILABLE tools",
    {
      why: "VMware Tools is not running in the guest, or not yet ready",
      remedy:
        'Start or install VMware Tools, or set a longer "Tools wait (s)" in the connection node for a guest that is still' +
        " starting; a desktop session needs its user at the desktop",
    },
  ],
  [
    "UNABLE_TO_ALLOCATE_RESOURCE path",
    { why: "the guest has no space left", remedy: "Free space on the disk of the guest" },
  ],
  [
    "UNABLE_TO_ALLOCATE_RESOURCE message",
    { why: "more VMs match than vCenter lists", remedy: "Narrow the filter" },
  ],
];
