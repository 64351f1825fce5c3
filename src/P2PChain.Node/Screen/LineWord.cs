using System.Collections.Immutable;

namespace P2PChain.Node.Screen;

/// <summary>A word of a line, its quotes removed.</summary>
/// <param name="Text">The word.</param>
/// <param name="IsQuoted">Whether a part of it was in quotes.</param>
/// <param name="Commas">The places of the commas outside quotes, which separate ids.</param>
internal sealed record LineWord(string Text, bool IsQuoted, ImmutableArray<int> Commas)
{
    /// <summary>The ids that the word lists: <c>a,b</c> lists two, <c>"a,b"</c> is one.</summary>
    public IEnumerable<string> Ids()
    {
        if (Commas.IsEmpty) return [Text];
        int[] starts = [0, .. Commas.Select(static comma => comma + 1)];
        int[] ends = [.. Commas, Text.Length];
        return starts.Zip(ends, (start, end) => Text[start..end]).Where(static id => id.Length > 0);
    }
}
