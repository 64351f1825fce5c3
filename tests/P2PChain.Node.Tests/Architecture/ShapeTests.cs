namespace P2PChain.Node.Tests.Architecture;

/// <summary>The width of lines and the length of files in src.</summary>
public sealed class ShapeTests
{
    private const int WidthMax = 120;
    private const int FileLinesMax = 300;

    private static readonly string Source = Repository.In("src");

    // Paths below src. A room includes the rooms below it.
    private static readonly string[] NarrowRooms =
    [
        "P2PChain.Actors",
        "P2PChain.Core/Crypto",
        "P2PChain.Core/Custody",
        "P2PChain.Core/Dialling",
        "P2PChain.Core/Json",
        "P2PChain.Core/Mining",
        "P2PChain.Core/Model",
        "P2PChain.Core/Peers",
        "P2PChain.Core/Plain",
        "P2PChain.Core/Pool",
        "P2PChain.Core/Primitives",
        "P2PChain.Core/Relay",
        "P2PChain.Core/RuleSets",
        "P2PChain.Core/Rules",
        "P2PChain.Core/Storage",
        "P2PChain.Core/Sync",
        "P2PChain.Core/Wire",
        "P2PChain.Node",
        "P2PChain.Storage",
    ];

    [Fact]
    public void No_line_of_a_narrow_room_is_over_120_columns()
    {
        foreach (var room in NarrowRooms) Assert.NotEmpty(Files(room));
        var wide = NarrowRooms.SelectMany(Files).SelectMany(file => File.ReadLines(file)
            .Select((line, at) => (Place: $"{Name(file)}:{at + 1}", Width: line.EnumerateRunes().Count()))
            .Where(line => line.Width > WidthMax)
            .Select(line => $"{line.Place} has {line.Width} columns")).ToList();
        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    [Fact]
    public void No_file_is_over_300_lines()
    {
        var all = Files("").ToList();
        Assert.True(all.Count > 200);
        Assert.Empty(all.Where(file => File.ReadLines(file).Count() > FileLinesMax).Select(Name));
    }

    private static IEnumerable<string> Files(string room) =>
        Directory.EnumerateFiles(Path.Combine(Source, room), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !Name(file).Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Name(string file) => Path.GetRelativePath(Source, file).Replace('\\', '/');
}
