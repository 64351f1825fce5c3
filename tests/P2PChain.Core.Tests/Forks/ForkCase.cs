namespace P2PChain.Core.Tests.Forks;

/// <summary>
/// One drawn fork of Vectors/forks.txt: the blocks, what happens to a node, what it says, and how it ends.
/// </summary>
/// <param name="Title">The rule that it shows, and how: <c>B1 one transaction fewer than tx_count says</c>.</param>
/// <param name="Network">The settings of its network, <c>key=value</c>; the demo network where there are none.</param>
/// <param name="Drawing">The branches: <c>g-a1-a2, a1-b2*-b3</c>; a star marks a block that breaks a rule by itself.</param>
/// <param name="Carried">What each block carries, or has in place of what would be right, by name.</param>
/// <param name="Steps">What happens, in order.</param>
/// <param name="Tip">The block that the node ends on.</param>
/// <param name="Best">The block that wins once everything is known and due; the tip where none is named.</param>
/// <param name="Items">Every item seen on that chain with its holder, <c>laptop=alice key=-</c>.</param>
/// <param name="Pool">The transactions that wait at the end.</param>
internal sealed record ForkCase(
    string Title,
    IReadOnlyList<string> Network,
    string Drawing,
    IReadOnlyDictionary<string, string[]> Carried,
    IReadOnlyList<ForkStep> Steps,
    string Tip,
    string Best,
    string Items,
    IReadOnlyList<string> Pool)
{
    /// <summary>Every case of the file.</summary>
    public static IReadOnlyList<ForkCase> All { get; } =
    [
        .. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", "forks.txt"))
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)).ToArray())
            .Where(lines => lines.Length > 0)
            .Select(Read),
    ];

    /// <summary>The rule's number.</summary>
    public string Rule => Title.Split(' ')[0];

    /// <summary>The case of this title.</summary>
    public static ForkCase Of(string title) => All.Single(fork => fork.Title == title);

    public override string ToString() => Title;

    /// <summary><c>a1..a3</c> is a1, a2, a3.</summary>
    public static IEnumerable<string> Run(string names)
    {
        if (names.Split("..") is not [var first, var last]) return [names];
        var letters = first.TrimEnd([.. "0123456789"]);
        var from = ForkWords.Integer(first[letters.Length..]);
        var count = ForkWords.Integer(last[letters.Length..]) - from + 1;
        return Enumerable.Range((int)from, (int)count).Select(
            number => FormattableString.Invariant($"{letters}{number}"));
    }

    private static ForkCase Read(string[] lines)
    {
        if (!lines[0].StartsWith("# ", StringComparison.Ordinal)) throw new FormatException($"A case begins with its title: {lines[0]}");
        var carried = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var steps = new List<ForkStep>();
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines[1..].Select(line => line.Trim()))
        {
            var word = line.Split(' ')[0];
            if (word is "net" or "draw" or "tip" or "best" or "items" or "pool") said.Add(word, line[word.Length..].Trim());
            else if (word.EndsWith(':')) AddCarried(carried, line);
            else steps.AddRange(ForkStep.Read(line));
        }

        return new ForkCase(
            lines[0][2..], Words("net"), said["draw"], carried, steps, said["tip"], said.GetValueOrDefault("best", said["tip"]),
            said.GetValueOrDefault("items", ""), Parts(said.GetValueOrDefault("pool", "")));

        string[] Words(string name) => said.GetValueOrDefault(name, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void AddCarried(Dictionary<string, string[]> carried, string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        foreach (var name in Run(line[..colon])) carried.Add(name, Parts(line[(colon + 1)..]));
    }

    private static string[] Parts(string text) => text.Split(
        ';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
