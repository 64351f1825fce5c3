using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace P2PChain.Core.Tests.Testing;

public sealed partial class OracleIndependenceTests
{
    [Fact]
    public void The_oracle_names_nothing_of_the_product_nor_of_the_other_tests()
    {
        var files = Directory.GetFiles(Path.Combine(Here(), "../../P2PChain.Testing/Oracle"), "*.cs");
        Assert.InRange(files.Length, 10, 40);
        var foreign = files.SelectMany(File.ReadAllLines).Where(line => Foreign().IsMatch(line));
        Assert.Empty(foreign);
    }

    // Product types could be named through the namespaces around the oracle's own too: P2PChain.Core.X, or Core.X.
    [GeneratedRegex(
        @"\b(Core|Storage|Actors|Http|Node|Newtonsoft|Akka)\.|using P2PChain|global::",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Foreign();

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
