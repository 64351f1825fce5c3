using P2PChain.Core.Custody;

namespace P2PChain.Core.Tests.Custody;

public sealed class RefusalReasonNamesTests
{
    [Fact] // rules C1–C4, T7, P2, P3, L3, U3: written out again, for files and scripts rely on them
    public void The_names_never_change() => Assert.Equal(
        [
            "known", "held-by", "not-held", "not-holder", "stale", "too-early", "pool-full", "not-member", "clock-off",
            "wrong-form",
        ],
        Enum.GetValues<RefusalReason>().Select(reason => reason.Name()));
}
