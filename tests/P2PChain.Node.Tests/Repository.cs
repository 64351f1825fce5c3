namespace P2PChain.Node.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The path of something in it.</summary>
    public static string In(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "P2PChain.Actors.sln"))) root = root.Parent;
        return Path.Combine(Assert.IsType<DirectoryInfo>(root).FullName, name);
    }
}
