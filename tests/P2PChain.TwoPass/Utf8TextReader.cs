using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace P2PChain.Core.Json;

/// <summary>Valid UTF-8 as the characters that Newtonsoft.Json reads, without a copy of the whole.</summary>
internal sealed class Utf8TextReader(ReadOnlyMemory<byte> utf8) : TextReader
{
    private ReadOnlyMemory<byte> _rest = utf8;
    private char _heldBack; // second half of a pair of which only the first half fitted

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty || (_rest.IsEmpty && _heldBack == default))
            return 0;

        if (_heldBack != default)
        {
            (buffer[0], _heldBack) = (_heldBack, default);
            return 1 + Read(buffer[1..]);
        }

        _ = Utf8.ToUtf16(_rest.Span, buffer, out var bytes, out var chars);
        _rest = _rest[bytes..];
        return chars > 0 ? chars : ReadHalf(buffer);
    }

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override int Peek() => throw new NotSupportedException("Newtonsoft.Json reads blocks and never peeks.");

    private int ReadHalf(Span<char> buffer)
    {
        // 0 would mean the end of the text; room for one character is all there is.
        Span<char> pair = stackalloc char[2];
        if (Rune.DecodeFromUtf8(_rest.Span, out var rune, out var bytes) != OperationStatus.Done)
            throw new InvalidOperationException("The text is not valid UTF-8: it was changed after its scan.");

        rune.EncodeToUtf16(pair);
        (buffer[0], _heldBack) = (pair[0], pair[1]);
        _rest = _rest[bytes..];
        return 1;
    }
}
