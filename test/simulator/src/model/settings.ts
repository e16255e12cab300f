import { ESXI_HOST } from "../defaults";

/** What can be set for the whole simulator. README, "Settings". */

export interface AccountLockout {
  failures: number;
  window_s: number;
  unlock_s: number;
}

export interface GuestLockout {
  failures: number;
}

export type EsxiCertificate = "ca" | "self_signed" | "wrong_name";

export interface Settings {
  session_idle_s: number;
  session_absolute_s: number;
  session_limit: number;
  lockout: AccountLockout;
  guest_lockout: GuestLockout;
  /** true is 404. */
  refuse_encoded_slash: boolean | 400 | 404;
  guest_login_refusal_ms: number;
  latency_ms: number;
  message_id_dead_session: string | null;
  /** How the VM list spells the memory: CONTRACT.md section 6. */
  memory_field: "memory_size_mib" | "memory_size_MiB";
  /** `*` means the server that was called: CONTRACT.md section 5. */
  transfer_url_host: typeof ESXI_HOST | "*";
  esxi_certificate: EsxiCertificate;
  seed: number | null;
}

/** Idle limit, session limit: CONTRACT.md section 2 and the field values named in the README. */
export function defaultSettings(seed: number | null): Settings {
  return {
    session_idle_s: 1800,
    session_absolute_s: 86_400,
    session_limit: 550,
    lockout: { failures: 5, window_s: 180, unlock_s: 300 },
    guest_lockout: { failures: 0 },
    refuse_encoded_slash: false,
    guest_login_refusal_ms: 0,
    latency_ms: 0,
    message_id_dead_session: "com.vmware.vapi.endpoint.method.authentication.required",
    memory_field: "memory_size_mib",
    transfer_url_host: ESXI_HOST,
    esxi_certificate: "ca",
    seed,
  };
}
