import assert from "node:assert/strict";
import sinon from "sinon";
import { Flight } from "../../src/vcenter/flight";
import { Interrupted } from "../../src/vcenter/interrupted";

describe("a flight", () => {
  let flight: Flight;
  const listen = (): sinon.SinonSpy => {
    const listener = sinon.spy();
    flight.addEventListener("abort", listener);
    return listener;
  };
  beforeEach(() => {
    flight = new Flight();
  });

  it("knows of no request at first", () => {
    assert.deepEqual([flight.wasSent, flight.operationId], [false, undefined]);
    assert.deepEqual([flight.aborted, flight.reason], [false, undefined]);
  });

  it("knows that a request of the operation was begun, and the id of the last one", () => {
    flight.begin("first");
    assert.deepEqual([flight.wasSent, flight.operationId], [true, "first"]);
    flight.begin("second");
    assert.deepEqual([flight.wasSent, flight.operationId], [true, "second"]);
  });

  for (const reason of ["TIMED_OUT", "RESET", "CLOSED"] as const) {
    it(`that ends by ${reason} before anything was begun is aborted`, () => {
      const listener = listen();
      assert.equal(flight.end(reason), false);
      assert.deepEqual([flight.aborted, flight.reason], [true, reason]);
      sinon.assert.calledOnceWithExactly(listener);
    });

    it(`that ends by ${reason} before its request was written is aborted`, () => {
      const listener = listen();
      flight.begin("id");
      assert.equal(flight.end(reason), false);
      assert.deepEqual([flight.aborted, flight.reason], [true, reason]);
      sinon.assert.calledOnceWithExactly(listener);
    });

    it(`that ends by ${reason} after its request was written goes on: the answer may still come`, () => {
      const listener = listen();
      flight.begin("id");
      flight.wrote();
      assert.equal(flight.end(reason), true);
      assert.deepEqual([flight.aborted, flight.reason], [false, undefined]);
      sinon.assert.notCalled(listener);
    });
  }

  it("whose second request is not yet written is aborted, although the first one was", () => {
    flight.begin("first");
    flight.wrote();
    flight.begin("second");
    assert.equal(flight.end("RESET"), false);
    assert.equal(flight.aborted, true);
  });

  for (const isWritten of [false, true]) {
    it(`that has ended ${isWritten ? "after" : "before"} a request was written begins no other`, () => {
      flight.begin("first");
      if (isWritten) {
        flight.wrote();
      }
      flight.end("TIMED_OUT");
      assert.throws(
        () => {
          flight.begin("second");
        },
        (error) => error instanceof Interrupted && !error.written,
      );
      assert.equal(flight.operationId, "first");
    });
  }

  it("that ends while it is found out what a 401 meant goes on: a refusal of the guest counts", () => {
    flight.begin("id");
    flight.wrote();
    flight.refused();
    assert.deepEqual([flight.end("TIMED_OUT"), flight.aborted], [false, false]);
    flight.excused();
    assert.deepEqual([flight.aborted, flight.reason], [true, "CLOSED"]);
  });

  it("whose 401 meant the session goes on", () => {
    flight.begin("id");
    flight.wrote();
    flight.refused();
    flight.excused();
    assert.equal(flight.aborted, false);
  });

  it("that has ended can still be aborted when nobody waits for its answer any more", () => {
    const listener = listen();
    flight.begin("id");
    flight.wrote();
    flight.end("TIMED_OUT");
    flight.abort("CLOSED");
    assert.equal(flight.reason, "CLOSED");
    sinon.assert.calledOnce(listener);
  });

  it("is aborted once, for the first reason", () => {
    const listener = listen();
    flight.abort("TIMED_OUT");
    flight.abort("RESET");
    assert.equal(flight.reason, "TIMED_OUT");
    sinon.assert.calledOnce(listener);
  });

  it("tells only who listens now", () => {
    const [first, second] = [listen(), listen()];
    flight.removeEventListener("abort", first);
    flight.abort("RESET");
    sinon.assert.notCalled(first);
    sinon.assert.calledOnce(second);
  });

  it("tells nobody who has left", () => {
    const listener = listen();
    flight.removeEventListener("abort", listener);
    flight.abort("RESET");
    sinon.assert.notCalled(listener);
  });
});
