
namespace P2PChain.Actors;

/// <summary>Paths that begin with <c>~</c>. Only a shell knows what that stands for, so they are refused wherever a path is read.</summary>
public static class HomePath
{
    /// <summary>What is wrong with a path; null when it does not begin so.</summary>
    public static string? Problem(string path) => path.StartsWith('~')
        ? $"Only a shell replaces ~ by a home directory: write the whole path, or ./{path} for that very name."
        : null;
}
