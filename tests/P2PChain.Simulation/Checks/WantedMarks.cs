using System.Collections.Immutable;

namespace P2PChain.Simulation.Checks;

/// <summary>What must have happened in a batch of some size, or it put less to the test than it seems.</summary>
internal static class WantedMarks
{
    /// <summary>Fewer seeds may miss one by chance.</summary>
    public const int SeedsMin = 100;

    /// <summary>So may shorter ones; simulated minutes of faults.</summary>
    public const double MinutesMin = 10;

    /// <summary>Each happens often enough that a batch without it is no accident.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        // People and their transactions.
        "accepted", "confirmed", "refused-HeldBy", "refused-NotHeld", "refused-Stale", "returned-to-pool", "superseded-or-refused",
        "superseded-after-confirmation", "replay-refused", "pool-full", "transaction-refused-Stale",
        // Chains.
        "reorganised", "reorganised-over-1", "reorganised-over-6", "connected-a-branch", "kept-beside", "rival-seen", "caught-up-by-sync",
        "block-parked", "block-not-kept", "block-of-unknown-parent", "block-invalid-CustodyRoot", "block-invalid-DifficultyRequired",
        "block-invalid-IndexFollows", "block-invalid-RequestOfAvailable", "block-invalid-TimeAfterMedian", "block-invalid-TimestampRises",
        // Faults, each kind, and what they did.
        .. Enum.GetNames<Faults.FaultKind>().Select(kind => "fault-" + kind),
        "power-lost-in-write", "node-ended-by-disk", "started-on-a-ledger", "clock-found-off",
        // Connections and those who mean harm.
        "address-discouraged", "parted-ConnectionLost", "parted-Duplicate", "parted-InvalidBlock", "parted-Malformed", "parted-NoFirstLine",
        "parted-RefusedUs", "parted-Silent", "adversary-is-asked-for-headers", "adversary-shows-a-better-branch", "adversary-stops-reading",
        "adversary-is-heard", "adversary-is-sent-away", "adversary-claims-a-key", "adversary-is-known-as-a-twin", "relay-joins", "parted-WrongProof", "parted-Twin", "adversary-mines-just-after-the-median", "adversary-shows-a-rotten-branch",
        "adversary-keeps-bodies", "adversary-compares-pools", "adversary-announces-nothing",
        "block-invalid-AncestorValid", "forgotten", "guest-was-answered", "guest-was-told", "guest-was-told-the-tip",
        "mined-at-once", "discovery-dials", "discovery-looks",
        // Nodes of the original network.
        "accepted-from-plain", "plain-takes-a-push", "plain-restarts", "plain-starts-anew",
    ];

    /// <summary>Those that a batch should have hit and did not; none for one that is too small to tell.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<string> hit, int seeds, double minutes) =>
        seeds < SeedsMin || minutes < MinutesMin ? [] : [.. All.Except(hit)];
}
