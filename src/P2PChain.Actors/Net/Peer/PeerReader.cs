using Akka.Actor;
using Akka.IO;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Reads a connection: asks for the next bytes when there is room for what they say, and makes lines of them.</summary>
internal sealed class PeerReader(IActorRef connection, int lineBytesMax, Moment now)
{
    private readonly LineDecoder _lines = new(lineBytesMax);
    private Moment _lastHeard = now;
    private bool _hasFirstLine;

    /// <summary>Whether bytes were asked for and have not come: then a silence is the other side's.</summary>
    public bool IsReading { get; private set; }

    /// <summary>Whether a line was begun and has not ended.</summary>
    public bool HasPartialLine => _lines.HasPartialLine;

    /// <summary>Whether the next line is over the bound.</summary>
    public bool IsOverfull => _lines.IsOverfull;

    /// <summary>Bytes of the next line; 0 when it has not come in full.</summary>
    public int NextLineBytes => _lines.NextLineBytes;

    public void OnChunk(ByteString data, Moment now)
    {
        IsReading = false;
        _lastHeard = now;
        _lines.Append(data.ToReadOnlySpan());
    }

    /// <summary>For what takes a line in parts.</summary>
    public LineDecoder Lines => _lines;

    /// <summary>SHA-256 of the first line as it was sent, without its line end.</summary>
    public Hash256 FirstLine { get; private set; }

    /// <summary>The next line; what is given out is void once more bytes come.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        if (!_lines.TryRead(out line)) return false;
        if (!_hasFirstLine) FirstLine = Hash256.Of(line.Span);
        _hasFirstLine = true;
        return true;
    }

    /// <summary>Blank lines passed over since this was last asked, and their bytes.</summary>
    public (int Lines, int Bytes) TakeBlanks() => _lines.TakeBlanks();

    /// <summary>Asks for the next bytes, once.</summary>
    public void ReadOn()
    {
        if (IsReading) return;
        IsReading = true;
        connection.Tell(Tcp.ResumeReading.Instance);
    }

    /// <summary>The handshake is done: lines may be as long as any message.</summary>
    public void Widen() => _lines.LineBytesMax = Limits.LineBytesMax;

    /// <summary>Silence of the other side; while nothing is read for want of credit, the silence is ours.</summary>
    public TimeSpan Silence(Moment now)
    {
        if (!IsReading) _lastHeard = now;
        return now.Since(_lastHeard);
    }
}
