using System.Collections.Immutable;
using System.Text;
using CsCheck;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Model;

public sealed class KeyNamesTests
{
    private static readonly PublicKey Alice = TestKeys.Alice.PublicKey;
    private static readonly PublicKey Bob = TestKeys.Bob.PublicKey;

    [Fact]
    public void A_key_is_shown_with_its_name_and_one_without_a_name_by_its_digits_alone()
    {
        var names = Named("Lyon office");
        Assert.Equal($"Lyon office ({Alice.Short})", names.Show(Alice));
        Assert.Equal("Lyon office", names.Find(Alice));
        Assert.Equal(Bob.Short, names.Show(Bob));
        Assert.Null(names.Find(Bob));
        Assert.False(names.IsEmpty);
        Assert.True(KeyNames.None.IsEmpty);
        Assert.Equal(Alice.Short, KeyNames.None.Show(Alice));
    }

    [Theory]
    [InlineData("Lyon office")]
    [InlineData("Büro Köln, 2. Stock (alt)")]
    [InlineData("東京")]
    [InlineData("مكتب")]
    [InlineData("दिल्ली")]
    [InlineData("😀")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void Letters_of_any_script_make_a_name(string name) => Assert.Null(KeyNames.Problem(name));

    [Theory]
    [InlineData("", "The name is empty: write one, or remove the key.")]
    [InlineData("12345678901234567890123456789012345678901", "The name has 41 characters: write at most 40.")]
    [InlineData("\u001b[2Jgone", "The name holds the character U+001B, which no name may hold: remove it.")]
    [InlineData("a\nb", "The name holds the character U+000A, which no name may hold: remove it.")]
    [InlineData("a\tb", "The name holds the character U+0009, which no name may hold: remove it.")]
    [InlineData("a\u009b2J", "The name holds the character U+009B, which no name may hold: remove it.")]
    [InlineData("\u202egnp.exe", "The name holds the character U+202E, which no name may hold: remove it.")]
    [InlineData("a\u2066b", "The name holds the character U+2066, which no name may hold: remove it.")]
    [InlineData("a\u2028b", "The name holds the character U+2028, which no name may hold: remove it.")]
    [InlineData("a\u200bb", "The name holds the character U+200B, which no name may hold: remove it.")]
    [InlineData("a\u00a0b", "The name holds the character U+00A0, which no name may hold: remove it.")]
    [InlineData("a\ud800b", "The name holds the character U+FFFD, which no name may hold: remove it.")]
    [InlineData("\U000e0041", "The name holds the character U+E0041, which no name may hold: remove it.")]
    [InlineData(" Lyon", "The name begins or ends with a blank: remove it.")]
    [InlineData("Lyon ", "The name begins or ends with a blank: remove it.")]
    [InlineData("Me", "The screen calls this node's own key me: choose another name.")]
    public void Any_other_text_is_refused_with_the_remedy(string name, string problem)
    {
        Assert.Equal(problem, KeyNames.Problem(name));
        Assert.Throws<ArgumentException>(() => Named(name));
    }

    [Fact]
    public void A_name_that_is_not_refused_is_at_most_40_characters_and_acts_on_no_terminal() => Gen.OneOf(
            Gen.String[0, 45],
            Gen.String[Gen.Char["ab é\u001b\u009b\u202e\u200f\u2029\ud83d\ude00\n"], 0, 45])
        .Sample(
            name =>
            {
                if (KeyNames.Problem(name) is not null) return;
                var shown = Named(name).Show(Alice);
                Assert.Equal($"{name} ({Alice.Short})", shown);
                Assert.InRange(name.EnumerateRunes().Count(), 1, 40);
                Assert.DoesNotContain(shown.EnumerateRunes(), static rune =>
                    Rune.IsControl(rune) || rune.Value is (>= 0x200b and <= 0x200f) or (>= 0x2028 and <= 0x202e));
            },
            iter: 5_000);

    private static KeyNames Named(string name) => new(ImmutableDictionary<PublicKey, string>.Empty.Add(Alice, name));
}
