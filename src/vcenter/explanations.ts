import type { Explanation } from "./explanation";
import { GUEST_EXPLANATIONS } from "./guest-explanations";
import { OTHER_CERTIFICATE } from "./other-certificate";

/** By `code subject` first, then by `code`; a Map, since the code is a server's word. */
export const EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
  ...GUEST_EXPLANATIONS,
  [
    "INVALID_ARGUMENT configuration",
    {
      why: "the TLS configuration cannot be used{detailInBrackets}",
      remedy: "Check certificate, private key, passphrase and CA certificate in it",
    },
  ],
  [
    "UNAUTHENTICATED session",
    {
      why: "vCenter refused the login",
      remedy: "Check user and password in the connection node, and whether the account is locked or expired",
    },
  ],
  [
    "UNAUTHORIZED session",
    {
      why: "vCenter, or a proxy in front of it, forbids the login",
      remedy: "Check the rights of the user in the connection node",
    },
  ],
  [
    "NOT_FOUND session",
    {
      why: "there is no vCenter at this address, or it does not have this API",
      remedy: "Check the server in the connection node; it must be vCenter 7.0 U2 or newer",
    },
  ],
  [
    "SERVICE_UNAVAILABLE session",
    {
      why: "vCenter gives no further session: too many of this user are open",
      remedy: "Close other sessions of this user, give this package a user of its own, or try again later",
    },
  ],
  [
    "SERVICE_UNAVAILABLE",
    {
      why: "vCenter, or a proxy in front of it, cannot serve the request now",
      remedy: "Wait until vCenter has started or is less busy, then try again",
    },
  ],
  [
    "RESOURCE_INACCESSIBLE",
    {
      cases: [
        {
          when: "after the request was sent, where the node finds it again",
          holds: ({ outcome }, { operation }) => outcome === "unknown" && operation.isLookedFor === true,
          remedy: "Check the network to vCenter",
        },
        {
          when: "after the request was sent",
          holds: ({ outcome }) => outcome === "unknown",
          remedy: "Look whether it happened before you repeat it, and check the network to vCenter",
        },
      ],
      why: "{detail|vCenter cannot reach the VM or its host}",
      remedy: "Check the server in the connection node, the network and its proxy, and that vCenter is running",
    },
  ],
  [
    "UNVERIFIED_PEER",
    {
      cases: [OTHER_CERTIFICATE],
      why: "{detail|vCenter does not trust the certificate of another server}",
      remedy:
        "Choose a TLS configuration with the CA certificate of this vCenter in the connection node and call the server" +
        ' by a name that stands in its certificate, or enter the SHA-256 of its certificate in "Fingerprints"',
    },
  ],
  [
    "TIMED_OUT",
    {
      why: "{detail|vCenter reported that its own time limit had passed}",
      remedy: "Check that vCenter and the guest answer, or set a longer timeout",
    },
  ],
  [
    "TIMED_OUT queue",
    {
      why: "it waited for its turn longer than the connection allows",
      remedy: 'Send fewer messages at once, or set a longer "Max. wait (s)" in the connection node',
    },
  ],
  ["CANCELED", { why: "{detail|vCenter canceled the operation}", remedy: "Send the message again if it is needed" }],
  [
    "OPERATION_NOT_FOUND",
    {
      why: "this vCenter does not have the call",
      remedy: "Use vCenter 7.0 U2 or newer, and check that the server in the connection node is a vCenter",
    },
  ],
  [
    "UNEXPECTED_INPUT",
    {
      why: "this vCenter does not know a field of the request",
      remedy: "Use vCenter 7.0 U2 or newer; if it is, report this as a bug of the package",
    },
  ],
]);

/** For every other code. */
export const UNEXPLAINED: Explanation = {
  cases: [
    {
      when: "where the server does not say more",
      holds: ({ detail }) => detail === undefined,
      why: "the server reported {code}{statusInBrackets}",
      remedy: "Look at cause.messages and at the events of vCenter",
    },
  ],
  why: "{detail}",
  remedy: "Check that the server in the connection node is a vCenter, and what stands in front of it",
};
