using System.Text;
using P2PChain.Core.Wire;

namespace P2PChain.Fuzz.Targets;

/// <summary>Bytes to lines. The first two bytes choose the bound and the pieces.</summary>
internal static class LineTarget
{
    public static readonly FuzzTarget Target = new(
        "lines",
        "Whatever the pieces, the lines are those of the whole text; none is longer than the bound; what is kept is bounded.",
        Run,
        [.. FuzzCorpus.AllLines.Select(line => (byte[])[.. "oa"u8, .. line, (byte)'\n']), .. FuzzCorpus.AllLines.Chunk(5).Select(Joined)],
        ["\n", "\r\n", "\n\n", " \t\r\n"],
        KindsMin: 8);

    private static byte[] Joined(byte[][] lines) => [.. "zz"u8, .. lines.SelectMany(line => line.Append((byte)'\n'))];

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2) return FuzzAnswer.Refused("too short");
        var bound = 1 << (input[0] % 16);
        var text = input[2..];
        var pieces = new LineDecoder(bound);
        var (lines, overfull) = (new List<byte[]>(), false);
        for (int at = 0, size = (input[1] % 97) + 1; at < text.Length && !overfull; at += size)
        {
            var piece = text[at..Math.Min(text.Length, at + size)];
            pieces.Append(piece);
            while (pieces.TryRead(out var line)) lines.Add(line.ToArray());
            overfull = pieces.IsOverfull;
            BrokenPromiseException.Unless(
                pieces.BufferedBytes <= bound + piece.Length, "more is kept than a line and a chunk");
            BrokenPromiseException.Unless(overfull || pieces.NextLineBytes == 0, "a line is there and is not given");
        }

        Compare(Naive(text, bound, out var isTooLong), lines);
        BrokenPromiseException.Unless(
            isTooLong == overfull, "too long a line is told of in one piece and not in several");
        var kind = $"{Math.Min(lines.Count, 5)} lines{(overfull ? ", too long" : "")}";
        return lines.Count > 0 ? FuzzAnswer.Accepted(kind) : FuzzAnswer.Refused(kind);
    }

    /// <summary>The same by splitting the whole.</summary>
    private static List<byte[]> Naive(ReadOnlySpan<byte> text, int bound, out bool isTooLong)
    {
        var lines = new List<byte[]>();
        for (var rest = text; ;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            isTooLong = line.Length > bound;
            if (isTooLong || end < 0) return lines;
            rest = rest[(end + 1)..];
            if (line.Trim(" \t\r"u8).IsEmpty) continue;
            lines.Add(line[^1] == '\r' ? line[..^1].ToArray() : line.ToArray());
        }
    }

    private static void Compare(List<byte[]> expected, List<byte[]> actual)
    {
        BrokenPromiseException.Unless(
            expected.Count == actual.Count, $"the whole has {expected.Count} lines and the pieces have {actual.Count}");
        for (var i = 0; i < expected.Count; i++)
            BrokenPromiseException.UnlessSame(Encoding.Latin1.GetString(expected[i]), Encoding.Latin1.GetString(actual[i]), $"line {i} is another in pieces");
    }
}
