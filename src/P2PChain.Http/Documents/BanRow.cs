using P2PChain.Core.Peers;

namespace P2PChain.Http.Documents;

/// <summary>A ban.</summary>
/// <param name="Target">The banned address, range or key.</param>
/// <param name="Name">The name of a banned key; null if it has none.</param>
/// <param name="Since">The time of the command.</param>
/// <param name="Until">The end; null if only an unban ends it.</param>
/// <param name="Reason">The person's words; null for none.</param>
public sealed record BanRow(string Target, string? Name, DateTime Since, DateTime? Until, string? Reason)
{
    internal static BanRow Of(Ban ban, IWords words) => new(
        ban.Target.ToString(),
        ban.Target is BanTarget.Node(var key) ? words.NameOf(key) : null,
        Times.Of(ban.Since),
        ban.Until is { } until ? Times.Of(until) : null,
        ban.Reason.Length == 0 ? null : ban.Reason);
}
