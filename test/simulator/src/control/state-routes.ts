import type { FastifyInstance } from "fastify";
import type { Settings } from "../model/settings";
import type { Control } from "./control";
import { readInput } from "./input";
import { ACCOUNT, CLOCK, NOTHING, SETTINGS } from "./schemas";
import { describeMachine } from "./vm-routes";

/** State, counters, settings, clock, accounts: what belongs to the vCenter as a whole. */
export function addStateRoutes(app: FastifyInstance, control: Control): void {
  const { world, sockets, esxiSockets, hanging } = control;

  app.get("/_simulator/state", () => state(control));

  app.post("/_simulator/reset", async ({ body }) => {
    readInput(body, NOTHING);
    hanging.release();
    sockets.reset();
    esxiSockets.reset();
    await world.reset();
    return {};
  });

  app.get("/_simulator/counters", () => counters(control));

  app.post("/_simulator/counters/reset", ({ body }, reply) => {
    readInput(body, NOTHING);
    world.journal.reset();
    world.sessions.resetCounts();
    world.transferLog.reset();
    sockets.reset();
    esxiSockets.reset();
    return reply.send({});
  });

  app.get("/_simulator/requests", () => world.journal.requests());

  app.patch("/_simulator/settings", ({ body }) => changeSettings(control, readInput(body, SETTINGS)));

  app.post("/_simulator/clock", ({ body }) => {
    const { advance_ms } = readInput(body, CLOCK) as { advance_ms: number };
    world.clock.advance(advance_ms);
    return { now: world.clock.now() };
  });

  addLoginRoutes(app, control);
}

function addLoginRoutes(app: FastifyInstance, { world }: Control): void {
  app.put<{ Params: { name: string } }>("/_simulator/accounts/:name", ({ params, body }) => {
    world.accounts.put(params.name, readInput(body, ACCOUNT));
    return world.accounts.list();
  });

  app.delete("/_simulator/sessions", () => ({ ended: world.sessions.endAll() }));
}

function changeSettings({ world }: Control, change: Partial<Settings>): Settings {
  const { lockout, guest_lockout } = world.settings;
  Object.assign(world.settings, change, {
    lockout: { ...lockout, ...change.lockout },
    guest_lockout: { ...guest_lockout, ...change.guest_lockout },
  });
  if (change.seed !== undefined) {
    world.inventory.reseed();
  }
  return world.settings;
}

function counters({ world, sockets, esxiSockets }: Control): Record<string, unknown> {
  const transfers = { ...world.transferLog.counts(), sockets: esxiSockets.counts() };
  return { ...world.journal.counts(), sessions: world.sessions.counts(), sockets: sockets.counts(), transfers };
}

function state(control: Control): Record<string, unknown> {
  const { world } = control;
  return {
    clock: { now: world.clock.now() },
    settings: world.settings,
    counters: counters(control),
    sessions: world.sessions.list(),
    accounts: world.accounts.list(),
    vms: world.inventory.list().map(describeMachine),
    faults: world.faults.list(),
  };
}
