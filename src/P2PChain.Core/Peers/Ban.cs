using P2PChain.Core.Primitives;

namespace P2PChain.Core.Peers;

/// <summary>A ban by a person.</summary>
/// <param name="Target">The banned addresses or key.</param>
/// <param name="Since">The time of the command.</param>
/// <param name="Until">The end; null if only <c>unban</c> ends it.</param>
/// <param name="Reason">The person's words, which stay on this node; empty for none.</param>
public sealed record Ban(BanTarget Target, UnixTime Since, UnixTime? Until, string Reason)
{
    /// <summary>The longest reason in characters.</summary>
    public const int ReasonLengthMax = 100;

    /// <summary>The longest ban with an end.</summary>
    public static readonly TimeSpan SpanMax = TimeSpan.FromDays(3650);

    /// <summary>Whether it has not ended.</summary>
    public bool IsInForce(UnixTime now) => Until is not { } end || now < end;

    /// <summary>Whether a text may be a reason: it is short and has no control characters.</summary>
    public static bool IsReason(string text) => text.Length <= ReasonLengthMax && !text.Any(char.IsControl);
}
