using P2PChain.Core.Wire;

namespace P2PChain.Node.Commands;

/// <summary>A line of a file of blocks.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">
/// Its bytes without the line's end; null for a line longer than any block, which ends the reading.
/// </param>
internal readonly record struct NumberedLine(long Number, byte[]? Text)
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Reads the lines that are not empty. The last one may lack its end.</summary>
    public static IEnumerable<NumberedLine> ReadAll(Stream input)
    {
        var buffer = new byte[ChunkBytes];
        var (start, end, searched, number) = (0, 0, 0, 1L);
        while (true)
        {
            var at = Array.IndexOf(buffer, (byte)'\n', searched, end - searched);
            if (at >= 0)
            {
                if (at > start) yield return new NumberedLine(number, buffer[start..at]);
                start = at + 1;
                searched = start;
                number++;
                continue;
            }

            if (end - start > Limits.LineBytesMax)
            {
                yield return new NumberedLine(number, null);
                yield break;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            searched = end;
            if (end == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
            var read = input.Read(buffer, end, buffer.Length - end);
            end += read;
            if (read > 0) continue;
            if (end > start) yield return new NumberedLine(number, buffer[start..end]);
            yield break;
        }
    }
}
