using P2PChain.Core.Chain;

namespace P2PChain.Node.Screen;

/// <summary>A clock that is off, and what to do about it.</summary>
internal static class ClockText
{
    /// <summary><c>your clock is 30 min slow by what peers say: set it; until then this node signs nothing</c>.</summary>
    public static string Of(ClockFinding finding) =>
        $"{Wrong(finding.Slow)}: set it{(finding.MaySign ? "" : "; until then this node signs nothing")}";

    /// <summary><c>your clock is 30 min slow by what peers say</c>.</summary>
    /// <param name="slow">Negative when it is ahead.</param>
    public static string Wrong(TimeSpan slow) => $"your clock is {Spoken.ClockOff(slow)} by what peers say";
}
