using P2PChain.Core.Peers;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Plain;

/// <summary>Reads a plain peer's chain from its answer, part by part: the line may be longer than any other.</summary>
internal sealed class PlainReading
{
    private const int PartBytes = 64 * 1024;

    private readonly PlainRequests _requests = new();
    private ChainResponseReader? _reader;
    private Moment _askedAt;
    private bool _isLate;

    /// <summary>Whether the end of the answer has not come.</summary>
    public bool IsWithinLine => _reader is not null;

    /// <summary>The chain was asked for.</summary>
    public void OnAsked(Moment now)
    {
        _requests.OnAsked();
        _askedAt = now;
    }

    /// <summary>Takes the next part of an answer.</summary>
    /// <param name="lines">The bytes received.</param>
    /// <param name="now">The time.</param>
    /// <param name="model">The model of the peer's chain.</param>
    /// <param name="offer">Gets each new block.</param>
    /// <param name="fault">The fault that ends the connection; else null.</param>
    /// <returns>False if there is no part to take.</returns>
    public bool TryTake(
        LineDecoder lines, Moment now, PlainPeer model, Action<PlainBlock, Moment> offer, out PeerFault? fault)
    {
        fault = null;
        if (_reader is null && !(_requests.MayCome && ChainResponseReader.IsOpening(lines.Next.Span) is true))
            return false;
        _reader ??= Begin(model, now);
        var ends = lines.TakePart(PartBytes, out var part);
        if (part.IsEmpty && !ends) return false;
        _reader.Append(part.Span);
        if (ends) _reader.End();
        fault = ReadBlocks(_reader, model, now, offer);
        if (fault is null && now.Since(_askedAt) > Limits.ChainResponseTimeout)
            fault = new PeerFault(PeerFaultCode.LineTimeout);
        if (fault is null && ends) End(model, now);
        return true;
    }

    private ChainResponseReader Begin(PlainPeer model, Moment now)
    {
        _isLate = !_requests.OnBegun(now);
        if (!_isLate) model.OnBegun();
        return new ChainResponseReader();
    }

    private PeerFault? ReadBlocks(
        ChainResponseReader reader, PlainPeer model, Moment now, Action<PlainBlock, Moment> offer)
    {
        while (reader.TryRead(out var text))
        {
            if (_isLate) continue;
            if (model.MayPass)
                model.OnPassed();
            else if (!PlainBlockJson.TryRead(text, out var block, out var fault))
                return new PeerFault(PeerFaultCode.Malformed, $"chain_response: {fault}");
            else if (model.OnRead(block))
                offer(block, now);
        }
        return reader.Fault is { } broken ? new PeerFault(PeerFaultCode.Malformed, $"chain_response: {broken}") : null;
    }

    private void End(PlainPeer model, Moment now)
    {
        _reader = null;
        _requests.OnEnded(_isLate, now);
        if (!_isLate) model.OnReadEnd(now);
    }
}
