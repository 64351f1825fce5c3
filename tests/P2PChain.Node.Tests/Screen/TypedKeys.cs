namespace P2PChain.Node.Tests.Screen;

/// <summary>
/// Keys as a terminal gives them, written as tests read: letters for themselves, &lt;Name&gt; and ^X for the others.
/// </summary>
internal static class TypedKeys
{
    public static IEnumerable<ConsoleKeyInfo> Of(string keys)
    {
        for (var at = 0; at < keys.Length; at++)
        {
            if (keys[at] == '<')
            {
                var end = keys.IndexOf('>', at);
                yield return new ConsoleKeyInfo(
                    '\0', Enum.Parse<ConsoleKey>(keys[(at + 1)..end]), shift: false, alt: false, control: false);
                at = end;
            }
            else if (keys[at] == '^')
            {
                var letter = keys[++at];
                yield return new ConsoleKeyInfo(
                    (char)(letter - 'A' + 1), Enum.Parse<ConsoleKey>(letter.ToString()), shift: false, alt: false, control: true);
            }
            else yield return new ConsoleKeyInfo(keys[at], ConsoleKey.None, shift: false, alt: false, control: false);
        }
    }
}
