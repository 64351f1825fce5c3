using Akka.Actor;
using Akka.IO;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Reads a connection: asks for bytes when the actor is ready, and cuts them into lines.</summary>
internal sealed class PeerReader(IActorRef connection, PeerContext context, int lineBytesMax, Moment now)
{
    private readonly LineDecoder _lines = new(lineBytesMax);
    private Moment _lastHeard = now;
    private bool _hasFirstLine;

    /// <summary>Whether bytes were asked for and have not come.</summary>
    public bool IsReading { get; private set; }

    /// <summary>Whether a line has begun and not ended.</summary>
    public bool HasPartialLine => _lines.HasPartialLine;

    /// <summary>Whether the next line exceeds the limit.</summary>
    public bool IsOverfull => _lines.IsOverfull;

    /// <summary>Bytes of the next line; 0 if it is not complete.</summary>
    public int NextLineBytes => _lines.NextLineBytes;

    public void OnChunk(ByteString data, Moment now)
    {
        IsReading = false;
        _lastHeard = now;
        context.Traffic.OnReceived(data.Count);
        _lines.Append(data.ToReadOnlySpan());
    }

    /// <summary>The bytes received; a long line is taken in parts.</summary>
    public LineDecoder Lines => _lines;

    /// <summary>SHA-256 of the first line without its line end.</summary>
    public Hash256 FirstLine { get; private set; }

    /// <summary>Takes the next line. It is valid until more bytes come.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        if (!_lines.TryRead(out line)) return false;
        if (!_hasFirstLine) FirstLine = Hash256.Of(line.Span);
        _hasFirstLine = true;
        return true;
    }

    /// <summary>Reads a line as a message.</summary>
    public Decoded Decode(ReadOnlyMemory<byte> line, IsKnownBlock isKnown)
    {
        var decoded = MessageCodec.Decode(line, isKnown);
        context.Meter.OnMessage(decoded);
        return decoded;
    }

    /// <summary>Takes the number of blank lines skipped, and their bytes.</summary>
    public (int Lines, int Bytes) TakeBlanks() => _lines.TakeBlanks();

    /// <summary>Asks for the next bytes, once.</summary>
    public void ReadOn()
    {
        if (IsReading) return;
        IsReading = true;
        connection.Tell(Tcp.ResumeReading.Instance);
    }

    /// <summary>After the handshake, lines may be as long as the longest message.</summary>
    public void Widen() => _lines.LineBytesMax = Limits.LineBytesMax;

    /// <summary>The time since the last bytes. It does not count while this node does not read.</summary>
    public TimeSpan Silence(Moment now)
    {
        if (!IsReading) _lastHeard = now;
        return now.Since(_lastHeard);
    }
}
