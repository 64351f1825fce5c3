namespace P2PChain.Node.Tests.Architecture;

/// <summary>The width of lines and the length of files in src.</summary>
public sealed class ShapeTests
{
    private const int WidthMax = 120;
    private const int FileLinesMax = 300;

    private static readonly string Source = Repository.In("src");

    [Fact]
    public void No_line_is_over_120_columns()
    {
        var wide = Files().SelectMany(file => File.ReadLines(file)
            .Select((line, at) => (Place: $"{Name(file)}:{at + 1}", Width: line.EnumerateRunes().Count()))
            .Where(line => line.Width > WidthMax)
            .Select(line => $"{line.Place} has {line.Width} columns")).ToList();
        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    [Fact]
    public void No_file_is_over_300_lines()
    {
        var all = Files().ToList();
        Assert.True(all.Count > 200);
        Assert.Empty(all.Where(file => File.ReadLines(file).Count() > FileLinesMax).Select(Name));
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".cs" or ".js" or ".css" or ".html")
            .Where(static file => !Name(file).Contains("/obj/", StringComparison.Ordinal)
                && !Name(file).Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Name(string file) => Path.GetRelativePath(Source, file).Replace('\\', '/');
}
