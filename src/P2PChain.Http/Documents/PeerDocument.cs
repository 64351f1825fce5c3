using P2PChain.Actors.Net;

namespace P2PChain.Http.Documents;

/// <summary>A connected peer.</summary>
/// <param name="Address">Its address.</param>
/// <param name="IsOutbound">Whether this node dialled it.</param>
/// <param name="IsPlain">Whether it is a node of the original network.</param>
/// <param name="IsNamed">Whether a person named its address.</param>
/// <param name="Key">The key that it announced; null for a plain peer.</param>
/// <param name="IsProven">Whether it proved the key.</param>
/// <param name="Height">Its height, as it last told it.</param>
/// <param name="Tip">Its tip, as it last told it.</param>
/// <param name="RoundTripMs">Milliseconds of the last ping; null before the first answer.</param>
/// <param name="ReceivedBytes">Bytes received from it.</param>
/// <param name="SentBytes">Bytes sent to it.</param>
/// <param name="Agent">Its software, as it announced it.</param>
public sealed record PeerDocument(
    string Address,
    bool IsOutbound,
    bool IsPlain,
    bool IsNamed,
    KeyDocument? Key,
    bool IsProven,
    long Height,
    string Tip,
    double? RoundTripMs,
    long ReceivedBytes,
    long SentBytes,
    string Agent)
{
    internal static PeerDocument Of(PeerView peer, bool isNamed, IWords words) => new(
        peer.Address,
        peer.IsOutbound,
        !peer.IsExtended,
        isNamed,
        KeyDocument.OfAny(peer.Key, words),
        peer.IsProven,
        peer.Height,
        peer.Tip.ToString(),
        peer.RoundTrip?.TotalMilliseconds,
        peer.Received,
        peer.Sent,
        peer.Agent);
}
