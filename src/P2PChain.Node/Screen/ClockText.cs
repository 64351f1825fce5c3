using P2PChain.Core.Chain;

namespace P2PChain.Node.Screen;

/// <summary>The sentence about a wrong clock, with the remedy.</summary>
internal static class ClockText
{
    /// <summary>
    /// <c>your clock is 30 min slow by your peers' clocks: set it; until then this node signs nothing</c>.
    /// </summary>
    public static string Of(ClockFinding finding) =>
        $"{Wrong(finding.Slow)}: set it{(finding.MaySign ? "" : "; until then this node signs nothing")}";

    /// <summary><c>your clock is 30 min slow by your peers' clocks</c>.</summary>
    /// <param name="slow">How far it is behind; negative if it is ahead.</param>
    public static string Wrong(TimeSpan slow) => $"your clock is {Spoken.ClockOff(slow)} by your peers' clocks";
}
