using System.Text;
using P2PChain.Core.Dialling;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class LanAnnouncementTests
{
    private const string Text =
        "{\"genesis\": \"00000000000000000000000000000000000000000000000000000000000000ab\", \"network\": \"office\", "
        + "\"nonce\": \"00000000000000ff\", \"p2pchain\": 1, \"port\": 6000}";

    private static readonly LanAnnouncement Announcement = new(
        "office", Hash256.Parse(new string('0', 62) + "ab"), 6000, 255);

    [Fact]
    public void The_datagram_has_these_bytes_and_is_read_back()
    {
        Assert.Equal(Text, Encoding.ASCII.GetString(Announcement.Encode()));
        Assert.Equal(Announcement, Decode(Text));
    }

    [Fact]
    public void The_longest_name_fits()
    {
        var longest = Announcement with { Network = new string('n', 64), Port = 65_535, Nonce = ulong.MaxValue };
        Assert.InRange(longest.Encode().Length, 1, 512);
        Assert.Equal(longest, LanAnnouncement.Decode(longest.Encode()));
    }

    [Fact]
    public void Members_of_a_later_version_are_ignored() => Assert.Equal(
        Announcement, Decode(Text[..^1] + ", \"x\": [1]}"));

    [Theory]
    [InlineData("\"port\": 6000", "\"port\": 1023")]
    [InlineData("\"port\": 6000", "\"port\": 65536")]
    [InlineData("\"port\": 6000", "\"port\": \"6000\"")]
    [InlineData(", \"port\": 6000", "")]
    [InlineData("\"p2pchain\": 1", "\"p2pchain\": 2")]
    [InlineData("\"port\": 6000", "\"port\": 6000, \"port\": 6001")]
    [InlineData("00000000000000ff", "00000000000000FF")]
    [InlineData("ab\"", "a\"")]
    [InlineData("office", "office\\ud800")]
    [InlineData("}", "} ,")]
    [InlineData("{\"genesis\"", "[\"genesis\"")]
    public void Another_form_is_no_announcement(string part, string instead) => Assert.Null(
        Decode(Text.Replace(part, instead, StringComparison.Ordinal)));

    [Fact]
    public void No_prefix_is_an_announcement()
    {
        for (var length = 0; length < Text.Length; length++) Assert.Null(Decode(Text[..length]));
    }

    [Fact]
    public void More_than_512_bytes_are_no_announcement()
    {
        Assert.NotNull(Decode(Text + new string(' ', 512 - Text.Length)));
        Assert.Null(Decode(Text + new string(' ', 513 - Text.Length)));
    }

    private static LanAnnouncement? Decode(string text) => LanAnnouncement.Decode(Encoding.UTF8.GetBytes(text));
}
