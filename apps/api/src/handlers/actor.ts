/** Who asks, as the audit log has it: whoever has this server's API key, which has no name of its own. */
export const actor = "api"
