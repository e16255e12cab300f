import { text as textOf } from "../text";

/** A text of the plugin's catalogue. It is not escaped: show it as text only. */
export function text(key: string, values: Record<string, string | number> = {}): string {
  return textOf(`vcenter-operations.${key}`, values);
}

/** How long ago, or how long until, in words. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(Math.abs(ms) / 1_000));
  if (seconds < 60) {
    return text("time.seconds", { count: seconds });
  }
  if (seconds < 3_600) {
    return text("time.minutes", { count: Math.round(seconds / 60) });
  }
  return seconds < 172_800
    ? text("time.hours", { count: Math.round(seconds / 3_600) })
    : text("time.days", { count: Math.round(seconds / 86_400) });
}

export function ago(at: number, now: number): string {
  return text("time.ago", { time: clock(at, now), span: span(now - at) });
}

/** When something is due; empty if nobody knows. */
export function due(at: number, now: number): string {
  if (Number.isNaN(at)) {
    return "";
  }
  return text(at <= now ? "time.overdue" : "time.in", { time: clock(at, now), span: span(at - now) });
}

/** In the way and the time zone of the browser, with the day if it is not today's. */
function clock(at: number, now: number): string {
  const time = new Date(at);
  return time.toDateString() === new Date(now).toDateString()
    ? time.toLocaleTimeString(undefined, { timeStyle: "short" })
    : time.toLocaleString(undefined, { dateStyle: "short", timeStyle: "short" });
}
