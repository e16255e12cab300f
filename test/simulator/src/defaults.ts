/** What a simulator starts with. The passwords are test values: they open nothing but a simulator. */

export const DEFAULT_PORT = 8943;
export const DEFAULT_VM_COUNT = 3;

/** The ESXi host that runs the VMs, as vCenter knows it. */
export const ESXI_HOST = "esxi-1.simulator.test";

export const VCENTER_USER = "operator@vsphere.local";
export const VCENTER_PASSWORD = "Test-Only-Operator-1!";

export const GUEST_USER = "worker";
export const GUEST_PASSWORD = "Test-Only-Worker-1!";
export const GUEST_SAML_TOKEN = "test-only-saml-token-of-worker";

/** The uuid of the simulated vCenter: names a VM in message arguments, `vm-42:<uuid>`. */
export const INSTANCE_UUID = "5e1f0c1a-0000-4000-8000-00000000ce11";
