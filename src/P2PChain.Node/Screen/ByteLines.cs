using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace P2PChain.Node.Screen;

/// <summary>
/// Lines of UTF-8 from a pipe or a file. Any other line is refused as a whole, and the next one is read.
/// </summary>
/// <param name="input">The bytes. A byte order mark at the start is skipped.</param>
internal sealed class ByteLines(Stream input) : ILines
{
    /// <summary>The most bytes of a line: 400 of the longest ids, and more.</summary>
    public const int BytesMax = 64 * 1024;

    private const int ShownMax = 100;

    private readonly byte[] _chunk = new byte[4096];
    private readonly List<byte> _line = [];
    private int _from;
    private int _to;
    private long _number;

    /// <inheritdoc/>
    public InputLine? Read()
    {
        _line.Clear();
        while (Fill())
        {
            var rest = _chunk.AsSpan(_from, _to - _from);
            var length = rest.IndexOf((byte)'\n');
            var part = length < 0 ? rest : rest[..length];
            // One byte more than the maximum shows that the line is too long.
            _line.AddRange(part[..Math.Min(part.Length, BytesMax + 1 - _line.Count)]);
            _from += length < 0 ? part.Length : length + 1;
            if (length >= 0) return Line();
        }

        return _line.Count == 0 ? null : Line();
    }

    private bool Fill()
    {
        if (_from < _to) return true;
        _from = 0;
        _to = input.Read(_chunk);
        return _to > 0;
    }

    private InputLine Line()
    {
        _number++;
        ReadOnlySpan<byte> line = CollectionsMarshal.AsSpan(_line);
        if (_number == 1 && line.StartsWith(Encoding.UTF8.Preamble)) line = line[Encoding.UTF8.Preamble.Length..];
        if (line.Length > BytesMax)
            return Refused(line, FormattableString.Invariant($"has more than {BytesMax:N0} bytes"));
        if (!Utf8.IsValid(line)) return Refused(line, "is not UTF-8");
        if (line is [.., (byte)'\r']) line = line[..^1];
        var text = Encoding.UTF8.GetString(line);
        var control = text.FirstOrDefault(static letter => char.IsControl(letter) && letter != '\t', ' ');
        return control == ' '
            ? new InputLine(text)
            : Refused(line, FormattableString.Invariant($"has the control character U+{(int)control:X4}"));
    }

    private InputLine Refused(ReadOnlySpan<byte> line, string problem) => new(
        Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownMax)]),
        $"Line {Spoken.Height(_number)} of standard input {problem}, so nothing was done with it: "
        + "a command is a line of UTF-8 text.");
}
