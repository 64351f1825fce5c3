using P2PChain.Actors.Console;
using P2PChain.Core.Mining;

namespace P2PChain.Http.Documents;

/// <summary>The node itself.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Version">Its software.</param>
/// <param name="Listens">The address on which it listens for peers.</param>
/// <param name="UptimeSeconds">The time since its start.</param>
/// <param name="MayRequest">Whether its key may request and release items.</param>
/// <param name="Mines">Whether it mines.</param>
/// <param name="Time">Its clock.</param>
/// <param name="DiskFreeBytes">Free bytes on the ledger's disk; null if unknown.</param>
public sealed record NodeDocument(
    KeyDocument Key,
    string Version,
    string Listens,
    long UptimeSeconds,
    bool MayRequest,
    bool Mines,
    DateTime Time,
    long? DiskFreeBytes)
{
    internal static NodeDocument Of(AnswerProtocol.Status status, IWords words) => new(
        KeyDocument.Of(status.Key, words),
        status.Version,
        status.Listens,
        (long)status.Uptime.TotalSeconds,
        status.Standing.MayRequest,
        status.Standing.MayMine && status.Mining != MiningMode.Off,
        Times.Of(status.Now),
        status.DiskFree);
}
