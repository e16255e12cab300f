import assert from "node:assert/strict";
import { queryObjects } from "node:v8";
import sinon from "sinon";
import { GuestLogin } from "../../src/guest/guest-login";
import { GuestLogins } from "../../src/guest/guest-logins";
import type { GuestCredentials } from "../../src/vcenter/client";
import { callError, CREDENTIALS, PLACE } from "./stubs";

const TOKEN = { interactive_session: false, type: "SAML_BEARER_TOKEN", saml_token: "secret" } as const;

describe("the guest logins of a pool", () => {
  let logins: GuestLogins;
  beforeEach(() => {
    logins = new GuestLogins({ isOpen: false });
  });

  it("are the same for the same user and secret, wherever they come from", () => {
    const login = logins.login(CREDENTIALS);
    assert.equal(logins.login(CREDENTIALS), login);
    assert.equal(logins.login({ ...CREDENTIALS }), login);
    assert.equal(logins.login({ ...CREDENTIALS, interactive_session: true }), login);
  });

  const OTHERS = [
    { ...CREDENTIALS, password: "changed" },
    { ...CREDENTIALS, user_name: "other" },
    TOKEN,
    { ...TOKEN, user_name: "worker" },
    { ...TOKEN, saml_token: "changed" },
  ];
  OTHERS.forEach((other, index) => {
    it(`are others when any of type, user or secret differs (${index + 1})`, () => {
      const known = [CREDENTIALS, ...OTHERS.filter((one) => one !== other)].map((one) => logins.login(one));
      assert.ok(!known.includes(logins.login(other)));
    });
  });

  it("keep no secret", () => {
    const set = sinon.spy(Map.prototype, "set");
    try {
      logins.login({ ...CREDENTIALS, password: "Secret-1!" });
      assert.ok(set.callCount > 0);
      assert.doesNotMatch(JSON.stringify(set.args), /Secret/);
    } finally {
      set.restore();
    }
  });

  describe("when one was refused", () => {
    let clock: sinon.SinonFakeTimers;
    beforeEach(() => {
      clock = sinon.useFakeTimers();
      clock.tick(1_000);
      const login = logins.login(CREDENTIALS);
      logins.failed(login.trial("vm-42")!, PLACE, callError("UNAUTHENTICATED", { subject: "guest-login" }));
    });
    afterEach(() => clock.restore());

    const ROWS: [title: string, place: object, arrived: number, ends: boolean][] = [
      ["who was waiting for its VM then", {}, 999, true],
      ["who came later: it may bring another secret", {}, 1_000, false],
      ["who waits for another VM", { vm: "vm-43" }, 999, false],
      ["who uses another login", { loginName: "connection-1\nother" }, 999, false],
    ];
    for (const [title, place, arrived, ends] of ROWS) {
      it(`${ends ? "end" : "do not end"} ${title}, without asking for the login`, () => {
        const check = (): void => {
          logins.checkWaiting({ ...PLACE, ...place }, arrived);
        };
        assert[ends ? "throws" : "doesNotThrow"](check);
      });
    }

    it("let one of those try when the time of the refusal is over", () => {
      clock.tick(15 * 60_000);
      logins.checkWaiting(PLACE, 999);
    });

    it("are not kept from those who wait by another failure", () => {
      const other = logins.login({ ...CREDENTIALS, user_name: "other" }).trial("vm-50")!;
      const error = callError("RESOURCE_BUSY");
      assert.equal(logins.failed(other, { ...PLACE, vm: "vm-50" }, error), error);
      logins.checkWaiting({ ...PLACE, vm: "vm-50" }, 0);
    });
  });

  it("are forgotten in the order in which they were last used, but not where they were refused", () => {
    const token = (index: number): GuestCredentials => ({ ...TOKEN, saml_token: `token ${index}` });
    const [refused, first, second] = [CREDENTIALS, token(-1), token(-2)].map((one) => logins.login(one));
    refused!.trial("vm-42")!.failed(callError("UNAUTHENTICATED", { subject: "guest-login" }));
    for (let index = 0; index < 9_997; index += 1) {
      logins.login(token(index));
    }
    assert.equal(logins.login(token(-1)), first);
    logins.login(token(-3));
    assert.equal(logins.login(CREDENTIALS), refused);
    assert.equal(logins.login(token(-1)), first);
    assert.notEqual(logins.login(token(-2)), second);
  });

  it("are forgotten in the order in which they were last refused", () => {
    const refuse = (vm: string): void => {
      const trial = new GuestLogins({ isOpen: false }).login(CREDENTIALS).trial(vm)!;
      logins.failed(trial, { ...PLACE, vm }, callError("UNAUTHENTICATED", { subject: "guest-login" }));
    };
    for (let index = 0; index < 10_000; index += 1) {
      refuse(`vm-${index}`);
    }
    refuse("vm-0");
    refuse("vm-10000");
    const ended = (vm: string): boolean => {
      try {
        logins.checkWaiting({ ...PLACE, vm }, 0);
        return false;
      } catch {
        return true;
      }
    };
    assert.deepEqual([ended("vm-0"), ended("vm-1"), ended("vm-2")], [true, false, true]);
  });

  it("are remembered up to 10,000, for tokens that live shortly would fill the memory", () => {
    const before = queryObjects(GuestLogin, { format: "count" });
    for (let index = 0; index < 12_000; index += 1) {
      logins.login({ ...TOKEN, saml_token: `token-${index}` });
    }
    const alive = queryObjects(GuestLogin, { format: "count" }) - before;
    assert.ok(alive > 9_000 && alive <= 10_000, `${alive} are remembered`);
    assert.ok(logins.login({ ...TOKEN, saml_token: "token-11999" }) instanceof GuestLogin);
  });
});
