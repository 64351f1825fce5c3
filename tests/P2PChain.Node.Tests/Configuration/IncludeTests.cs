using System.Diagnostics;
using System.Globalization;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

public sealed class IncludeTests
{
    [Fact]
    public void An_include_is_relative_to_the_file_that_includes()
    {
        var loaded = new Sources
        {
            First = "sites/berlin/node.conf",
            Files =
            {
                ["sites/berlin/node.conf"] = "include \"../net.conf\"",
                ["sites/net.conf"] = "include \"deeper/more.conf\"",
                ["sites/deeper/more.conf"] = "p2pchain.network.name = x",
            },
        }.Loaded();
        Assert.Equal("x", loaded.Config.GetString("p2pchain.network.name"));
        Assert.Equal("sites/berlin/../deeper/more.conf",
            loaded.OriginOf("p2pchain.network.name")?.Source.Replace('\\', '/'));
    }

    [Fact]
    public void Of_two_includes_the_later_wins()
    {
        var sources = Sources.File("include \"a\"", "include \"b\"");
        sources.Files["a"] = "p2pchain.data = a\np2pchain.listen = a";
        sources.Files["b"] = "p2pchain.data = b";
        Assert.Equal("b", sources.Loaded().Config.GetString("p2pchain.data"));
        Assert.Equal("a", sources.Loaded().Config.GetString("p2pchain.listen"));
    }

    [Fact]
    public void A_file_may_be_included_twice_but_not_by_itself()
    {
        var sources = Sources.File("include \"a\"", "include \"b\"");
        sources.Files["a"] = "include \"b\"";
        sources.Files["b"] = "p2pchain.data = b";
        Assert.Equal("b", sources.Loaded().Config.GetString("p2pchain.data"));

        sources.Files["b"] = "# a cycle\ninclude \"./x/../a\"";
        Assert.Equal(
            ["b:2: ./x/../a ends up including itself: remove one of the includes.",
             "./x/../a:1: b ends up including itself: remove one of the includes."],
            sources.Errors().Select(static error => error.ToString()));
    }

    [Fact]
    public void A_mistake_in_a_file_included_twice_is_told_once()
    {
        var sources = Sources.File("include \"a\"", "include \"a\"");
        sources.Files["a"] = "p2pchain.x = 1";
        Assert.StartsWith("a:1: There is no key p2pchain.x", sources.Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_end_at_a_depth()
    {
        var sources = Sources.File("include \"1\"");
        for (var depth = 1; depth < 20; depth++)
            sources.Files[Text(depth)] = $"include \"{Text(depth + 1)}\"";
        static string Text(int depth) => depth.ToString(CultureInfo.InvariantCulture);
        Assert.Equal("15:1: Includes go at most 16 files deep: include 16 further up.", sources.Error());
    }

    [Fact]
    public void A_missing_include_is_an_error_at_its_line() =>
        Assert.Equal("node.conf:2: net.conf cannot be included, there is no file "
            + $"{Path.Combine(Sources.Home, "net.conf")}: check the name.",
            Sources.File("#", "include \"net.conf\"").Error());

    [Fact]
    public void Files_are_read_from_disk_and_what_cannot_be_read_is_said()
    {
        var directory = Directory.CreateTempSubdirectory("p2pchain-");
        try
        {
            string Write(string name, byte[] bytes)
            {
                var path = Path.Combine(directory.FullName, name);
                File.WriteAllBytes(path, bytes);
                return path;
            }

            Assert.Equal(new FileText.Read("é = 1"), FileText.FromDisk(Write("bom", [0xEF, 0xBB, 0xBF, .. "é = 1"u8])));
            Assert.Equal(new FileText.Unreadable("it is not UTF-8 text: save it as UTF-8"),
                FileText.FromDisk(Write("latin1", [0xE9])));
            Assert.Equal(new FileText.Unreadable("it is larger than 1 MiB: name a configuration file"),
                FileText.FromDisk(Write("large", new byte[FileText.BytesMax + 1])));
            Assert.IsType<FileText.Read>(FileText.FromDisk(Write("full", new byte[FileText.BytesMax])));
            Assert.Equal(new FileText.Unreadable("it is a directory: name a file in it"),
                FileText.FromDisk(directory.FullName));
            var absent = Path.Combine(directory.FullName, "no", "such");
            Assert.Equal(new FileText.Unreadable($"there is no file {absent}: check the name"),
                FileText.FromDisk(absent));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_pipe_is_read_where_somebody_writes_and_given_up_where_nobody_does()
    {
        if (OperatingSystem.IsWindows()) return;
        using var scratch = new ScratchDirectory();
        using (var make = Process.Start("mkfifo", scratch.In("pipe"))) await make.WaitForExitAsync();
        var waited = TimeSpan.FromSeconds(0.2);
        Assert.Equal(
            new FileText.Unreadable(
                "nothing ended it within 0.2 s: if it is a pipe, see that a program writes to it, or name a file"),
            FileText.FromDisk(scratch.In("pipe"), waited));
        Assert.Equal(30, FileText.Patience.TotalSeconds);

        // Whoever waits still would get the line: another pipe.
        using (var make = Process.Start("mkfifo", scratch.In("written"))) await make.WaitForExitAsync();
        using var writer = Process.Start("sh", ["-c", $"echo 'p2pchain.headless = true' > {scratch.In("written")}"]);
        Assert.Equal(new FileText.Read("p2pchain.headless = true\n"), FileText.FromDisk(scratch.In("written")));
        await writer.WaitForExitAsync();
    }
}
