import assert from "node:assert/strict";
import { errors } from "undici";
import { NotConnected, type Peer } from "../../src/vcenter/connector";
import { invalid } from "../../src/vcenter/error";
import { errorFromException } from "../../src/vcenter/exception-error";
import { Interrupted } from "../../src/vcenter/interrupted";
import { CREATE, LIST } from "./attempts";

function coded(code: string): Error {
  return Object.assign(new Error("secret words of the other side"), { code });
}

function brief(thrown: unknown, attempt = CREATE) {
  const { code, cause, message } = errorFromException(thrown, attempt);
  return { is: [code, cause.subject, cause.outcome, cause.retryable].join(" "), message };
}

/** What broke a connection before it stood: nothing was sent, whatever the code. */
const NOT_CONNECTED: [cause: unknown, is: string, words: RegExp, peer?: Peer][] = [
  [
    coded("ECONNREFUSED"),
    "RESOURCE_INACCESSIBLE network not_done true",
    /the server accepts no connections at this address \(ECONNREFUSED\)/,
  ],
  [coded("ECONNREFUSED"), "RESOURCE_INACCESSIBLE network not_done true", /the proxy accepts no connections/, "proxy"],
  [
    coded("ECONNRESET"),
    "RESOURCE_INACCESSIBLE network not_done true",
    /the server reset the connection before it stood/,
  ],
  [coded("EHOSTUNREACH"), "RESOURCE_INACCESSIBLE network not_done true", /there is no route to the server/],
  [coded("ENETUNREACH"), "RESOURCE_INACCESSIBLE network not_done true", /there is no route to the proxy/, "proxy"],
  [coded("ETIMEDOUT"), "RESOURCE_INACCESSIBLE network not_done true", /the server does not answer to a connection/],
  [
    new errors.ConnectTimeoutError(),
    "RESOURCE_INACCESSIBLE network not_done true",
    /the server does not answer to a connection/,
  ],
  [new errors.SocketError(), "RESOURCE_INACCESSIBLE network not_done true", /the proxy hung up/],
  [new errors.HeadersTimeoutError(), "RESOURCE_INACCESSIBLE network not_done true", /the proxy does not answer/],
  [new errors.HTTPParserError(), "RESOURCE_INACCESSIBLE network not_done true", /the proxy does not speak HTTP/],
  [
    new errors.ClientDestroyedError(),
    "RESOURCE_INACCESSIBLE network not_done true",
    /no connection to the server could be made \(UND_ERR_DESTROYED\)/,
  ],
  [
    Object.assign(new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")]), { code: "ECONNREFUSED" }),
    "RESOURCE_INACCESSIBLE network not_done true",
    /the server accepts no connections/,
  ],
  ...["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "ENODATA", "ESERVFAIL"].map((code): [unknown, string, RegExp] => [
    coded(code),
    "RESOURCE_INACCESSIBLE network not_done true",
    new RegExp(`the name of the server cannot be resolved \\(${code}\\)`),
  ]),
  ...[
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
    "CERT_REVOKED",
    "CERT_UNTRUSTED",
    "CERT_SIGNATURE_FAILURE",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
    "INVALID_CA",
    "INVALID_PURPOSE",
    "PATH_LENGTH_EXCEEDED",
    "HOSTNAME_MISMATCH",
    "CRL_HAS_EXPIRED",
    "ERROR_IN_CRL_NEXT_UPDATE_FIELD",
    "UNSPECIFIED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_TLS_CERT_ALTNAME_FORMAT",
  ].map((code): [unknown, string, RegExp] => [
    coded(code),
    "UNVERIFIED_PEER certificate not_done false",
    new RegExp(`the certificate of the server is not trusted \\(${code}\\)\\. Choose a TLS configuration`),
  ]),
  [
    coded("CERT_HAS_EXPIRED"),
    "UNVERIFIED_PEER certificate not_done false",
    /certificate of the proxy .*NODE_EXTRA_CA_CERTS/,
    "proxy",
  ],
  [
    coded("ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN"),
    "RESOURCE_INACCESSIBLE network not_done true",
    /no connection to the server could be made \(ERR_SSL/,
  ],
  [
    coded("ERR_SSL_WRONG_VERSION_NUMBER"),
    "RESOURCE_INACCESSIBLE network not_done true",
    /no connection to the server could be made \(ERR_SSL/,
  ],
  [
    coded("ERR_OSSL_PEM_NO_START_LINE"),
    "INVALID_ARGUMENT configuration not_done false",
    /TLS configuration cannot be used \(ERR_OSSL_PEM_NO_START_LINE\)/,
  ],
  [coded("ERR_INVALID_ARG_TYPE"), "INVALID_ARGUMENT configuration not_done false", /TLS configuration cannot be used/],
  [
    new Error("not enough data"),
    "INVALID_ARGUMENT configuration not_done false",
    /TLS configuration cannot be used \(it cannot be read\)/,
  ],
  ["no error at all", "INVALID_ARGUMENT configuration not_done false", /TLS configuration cannot be used/],
  ...[
    [407, false, /the proxy refused its login \(HTTP 407\): check user and password/],
    [403, false, /the proxy refused to connect to vCenter \(HTTP 403\)/],
    [302, false, /the proxy refused to connect to vCenter \(HTTP 302\)/],
    [429, true, /the proxy refused to connect to vCenter \(HTTP 429\)/],
    [500, true, /the proxy refused to connect to vCenter \(HTTP 500\)/],
    [502, true, /the proxy refused to connect to vCenter \(HTTP 502\)/],
    [504, true, /the proxy refused to connect to vCenter \(HTTP 504\)/],
  ].map(([status, retryable, words]): [unknown, string, RegExp] => [
    new errors.RequestAbortedError(`Proxy response (${String(status)}) !== 200 when HTTP Tunneling`),
    `RESOURCE_INACCESSIBLE network not_done ${String(retryable)}`,
    words as RegExp,
  ]),
];

const LOST = "RESOURCE_INACCESSIBLE network unknown true";
const SENSELESS = "ERROR server unknown false";

/** What broke a request that was written. */
const WRITTEN: [thrown: unknown, is: string, words: RegExp][] = [
  [coded("ECONNRESET"), LOST, /the connection ended before the answer was complete \(ECONNRESET\)/],
  [coded("EPIPE"), LOST, /\(EPIPE\)/],
  [coded("ETIMEDOUT"), LOST, /\(ETIMEDOUT\)/],
  [coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"), LOST, /\(ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED\)/],
  [new errors.SocketError("other side closed"), LOST, /\(UND_ERR_SOCKET\)/],
  [new errors.RequestAbortedError(), LOST, /\(UND_ERR_ABORTED\)/],
  [new errors.ClientDestroyedError(), LOST, /\(UND_ERR_DESTROYED\)/],
  [new errors.ClientClosedError(), LOST, /\(UND_ERR_CLOSED\)/],
  [new errors.InformationalError("reset"), LOST, /\(UND_ERR_INFO\)/],
  [new errors.BodyTimeoutError(), LOST, /\(UND_ERR_BODY_TIMEOUT\)/],
  [new errors.HeadersTimeoutError(), LOST, /\(UND_ERR_HEADERS_TIMEOUT\)/],
  [new errors.ResponseExceededMaxSizeError(), SENSELESS, /the answer is larger than 8 MiB/],
  [new errors.HeadersOverflowError(), SENSELESS, /the headers of the answer are too large/],
  [new errors.ResponseContentLengthMismatchError(), SENSELESS, /the length of the answer is not the announced one/],
  [new errors.HTTPParserError(), SENSELESS, /the answer is not HTTP/],
  [new TypeError("our own mistake"), SENSELESS, /an unexpected error occurred/],
  [coded("ERR_INVALID_ARG_TYPE"), SENSELESS, /an unexpected error occurred/],
  ["a text", SENSELESS, /an unexpected error occurred/],
  [undefined, SENSELESS, /an unexpected error occurred/],
];

describe("the error for what was thrown", () => {
  describe("instead of a connection", () => {
    for (const [cause, is, words, peer] of NOT_CONNECTED) {
      it(`${nameOf(cause)}${peer === undefined ? "" : ` of the ${peer}`}: ${is}`, () => {
        const actual = brief(new NotConnected(cause, peer));
        assert.equal(actual.is, is);
        assert.match(actual.message, words);
      });
    }
  });

  describe("instead of an answer", () => {
    for (const [thrown, is, words] of WRITTEN) {
      it(`${nameOf(thrown)}: ${is}`, () => {
        const actual = brief(thrown);
        assert.equal(actual.is, is);
        assert.match(actual.message, words);
        assert.equal(brief(thrown, LIST).is, is.replace("unknown", "not_done"));
      });
    }
  });

  describe("when the job ended first", () => {
    for (const [reason, written, is, attempt] of [
      ["TIMED_OUT", true, "TIMED_OUT server unknown true", CREATE],
      ["TIMED_OUT", false, "TIMED_OUT server not_done true", CREATE],
      ["TIMED_OUT", true, "TIMED_OUT server not_done true", LIST],
      ["RESET", true, "CANCELED server unknown false", CREATE],
      ["RESET", false, "CANCELED server not_done false", CREATE],
      ["RESET", true, "CANCELED server not_done false", LIST],
      ["CLOSED", true, "CANCELED server unknown false", CREATE],
      ["CLOSED", false, "CANCELED server not_done false", CREATE],
      ["CLOSED", true, "CANCELED server not_done false", LIST],
    ] as const) {
      it(`${reason}, ${attempt.operation.kind} ${written ? "" : "not "}written: ${is}`, () => {
        assert.equal(brief(new Interrupted(reason, written), attempt).is, is);
      });
    }
  });

  it("is that very error if it has its form already", () => {
    const error = invalid("message", "No.");
    assert.equal(errorFromException(error, CREATE), error);
  });

  it("says what was tried, and nothing of what the other side said", () => {
    const error = errorFromException(coded("ECONNRESET"), CREATE);
    assert.deepEqual(error.cause, {
      subject: "network",
      outcome: "unknown",
      retryable: true,
      operation: "files.createTemporary",
      operationId: CREATE.operationId,
      vm: "vm-42",
      path: "/var/tmp",
    });
    assert.doesNotMatch(JSON.stringify(error), /secret words/);
  });
});

function nameOf(thrown: unknown): string {
  return thrown instanceof Error
    ? `${thrown.constructor.name} ${"code" in thrown ? String(thrown.code) : ""} ${thrown.message}`
    : String(thrown);
}
