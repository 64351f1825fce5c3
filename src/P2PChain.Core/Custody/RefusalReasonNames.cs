using System.Diagnostics;

namespace P2PChain.Core.Custody;

/// <summary>The names of the reasons. Files, scripts and other programs use them, so they never change.</summary>
public static class RefusalReasonNames
{
    /// <summary>The name, such as <c>held-by</c>.</summary>
    /// <remarks>Source: docs/rules.md C1–C4, T7, P2, P3, L3, U3.</remarks>
    public static string Name(this RefusalReason reason) => reason switch
    {
        RefusalReason.Known => "known",
        RefusalReason.HeldBy => "held-by",
        RefusalReason.NotHeld => "not-held",
        RefusalReason.NotHolder => "not-holder",
        RefusalReason.Stale => "stale",
        RefusalReason.TooEarly => "too-early",
        RefusalReason.PoolFull => "pool-full",
        RefusalReason.NotMember => "not-member",
        RefusalReason.ClockOff => "clock-off",
        RefusalReason.WrongForm => "wrong-form",
        _ => throw new UnreachableException(),
    };

    /// <summary>The reason with a name; null if there is none.</summary>
    public static RefusalReason? Parse(string? name)
    {
        foreach (var reason in Enum.GetValues<RefusalReason>())
            if (reason.Name() == name) return reason;
        return null;
    }
}
