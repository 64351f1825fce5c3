using Microsoft.Extensions.Logging.Abstractions;
using P2PChain.Actors;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Node.Disk;
using P2PChain.Testing;

namespace P2PChain.Node.Tests.Disk;

public sealed class KeptBansFileTests : IDisposable
{
    private static readonly UnixTime Start = new(1_766_620_800_000);

    private readonly ScratchDirectory _scratch = new();

    private string Path => System.IO.Path.Combine(_scratch.Path, "bans");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Bans_are_read_as_they_were_written()
    {
        Ban[] bans =
        [
            new(BanTarget.Parse("10.0.2.0/24")!, Start, null, ""),
            new(BanTarget.Parse("2001:db8::5")!, Start, Start.Plus(TimeSpan.FromDays(7)), "floods us, # and more"),
            new(BanTarget.Parse(TestKeys.Bob.PublicKey.Hex)!, Start, null, "für immer"),
        ];
        Open().Save([.. bans]);
        Assert.Equal(bans, Open().Load());
        Assert.Equal(
            [
                "10.0.2.0/24 2025-12-25T00:00:00Z -",
                "2001:db8::5 2025-12-25T00:00:00Z 2026-01-01T00:00:00Z floods us, # and more",
                $"{TestKeys.Bob.PublicKey.Hex} 2025-12-25T00:00:00Z - für immer",
            ],
            File.ReadAllLines(Path));
    }

    [Fact]
    public void A_missing_file_is_an_empty_list_and_notes_and_blank_lines_are_skipped()
    {
        Assert.Empty(Open().Load());
        File.WriteAllText(Path, "# mine\n\n  10.0.2.5 2025-12-25T00:00:00Z -  \r\n");
        Assert.Equal("10.0.2.5", Assert.Single(Open().Load()).Target.ToString());
    }

    [Theory]
    [InlineData("10.0.2.5")]
    [InlineData("10.0.2.5 2025-12-25T00:00:00Z")]
    [InlineData("10.0.2.5 2025-12-25T00:00:00Z never")]
    [InlineData("10.0.2.5 yesterday -")]
    [InlineData("office 2025-12-25T00:00:00Z -")]
    [InlineData("10.0.2.5/33 2025-12-25T00:00:00Z -")]
    [InlineData("\0\0\0\0\0\0")]
    public void A_damaged_line_is_named_and_the_node_does_not_start(string line)
    {
        File.WriteAllText(Path, $"10.0.2.0/24 2025-12-25T00:00:00Z -\n{line}\n");
        var error = Assert.Throws<NodeStartException>(Open);
        Assert.Equal(ExitCode.Configuration, error.Failure.ExitCode);
        Assert.StartsWith($"{Path}:2: this line is no ban: ", error.Message, StringComparison.Ordinal);
    }

    private KeptBansFile Open() => KeptBansFile.Open(Path, NullLogger.Instance);
}
