using System.Text;
using P2PChain.Core.Json;
using P2PChain.Core.Primitives;
using static System.FormattableString;

namespace P2PChain.Core.Wire;

/// <summary>Messages as lines and lines as messages.</summary>
/// <remarks>Pure and without state: any thread may call it. Source: docs/protocol.md.</remarks>
public static class MessageCodec
{
    /// <summary>Characters of <c>sender</c>: a host name has at most 253.</summary>
    public const int SenderCharsMax = 255;

    private static ReadOnlySpan<byte> FrameStart => "{\"type\": \""u8;

    /// <summary>Writes a message as one line of ASCII that ends in a line feed.</summary>
    /// <param name="message">Within the bounds its type states.</param>
    /// <param name="sender">
    /// Our own name, <c>host:port</c>; left out if it is null or there is no room.
    /// </param>
    /// <returns>A new array, to be shared and not changed.</returns>
    /// <exception cref="ArgumentException">The message is larger than its type allows: a bug of the caller.</exception>
    public static byte[] Encode(Message message, string? sender)
    {
        var payload = PayloadWriter.Write(message);
        var head = $"{{\"type\": \"{message.Type.Name}\", \"payload\": ";
        var tail = sender is null ? "}\n" : $", \"sender\": {new CanonicalJson().String(sender)}}}\n";
        if (head.Length + payload.Length + tail.Length - 1 > message.Type.BytesMax) tail = "}\n";
        var line = new byte[head.Length + payload.Length + tail.Length];
        if (line.Length - 1 > message.Type.BytesMax)
        {
            var bytes = Invariant($"{line.Length} bytes; {message.Type.BytesMax} are allowed.");
            throw new ArgumentException($"{message.Type.Name} of {bytes}", nameof(message));
        }

        Encoding.ASCII.GetBytes(head, line);
        payload.Span.CopyTo(line.AsSpan(head.Length));
        Encoding.ASCII.GetBytes(tail, line.AsSpan(head.Length + payload.Length));
        return line;
    }

    /// <summary>The type of an encoded message; null if <see cref="Encode"/> did not write it.</summary>
    public static MessageType? TypeOf(ReadOnlySpan<byte> frame)
    {
        if (!frame.StartsWith(FrameStart)) return null;
        var name = frame[FrameStart.Length..];
        var end = name.IndexOf((byte)'"');
        return end < 0 ? null : MessageType.Find(name[..end]);
    }

    /// <summary>Reads a line. Every line gives a value, never an exception.</summary>
    /// <param name="line">One line without its line end, as <see cref="LineDecoder"/> gives it; not kept.</param>
    /// <param name="isKnown">
    /// Whether a block is known; null if none is. Of a known block only the header is read, see
    /// <see cref="Message.KnownBlock"/>.
    /// </param>
    public static Decoded Decode(ReadOnlyMemory<byte> line, IsKnownBlock? isKnown = null) =>
        EnvelopeReader.Read(line, isKnown) switch
        {
            Decoded.Understood { Message: Message.NewBlock block } understood => understood with
            {
                Message = block with { Line = Hash256.Of(line.Span) },
            },
            Decoded.Understood { Message: Message.BlockMessage block } understood => understood with
            {
                Message = block with { Line = Hash256.Of(line.Span) },
            },
            var decoded => decoded,
        };
}
